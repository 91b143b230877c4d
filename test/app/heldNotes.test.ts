import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { parseHeldNotes } from '../../src/app/heldNotes.ts';
import { signCheckpoint } from '../../src/audit/checkpoint.ts';
import { noteSigner } from '../../src/audit/note.ts';

function note(slot: string, size: number): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return signCheckpoint({ size, root: new Uint8Array(32).fill(size) }, noteSigner(`leash/0011/${slot}`, privateKey));
}

const ONE = note('index', 3);
const TWO = note('00', 7);

describe('parseHeldNotes', () => {
  it.each([
    ['one note', ONE, [ONE]],
    ['notes one after the other', `${ONE}${TWO}`, [ONE, TWO]],
    ['notes with empty lines between', `\n\n${ONE}\n\n${TWO}\n`, [ONE, TWO]],
    ['notes that went through Windows', `${ONE}${TWO}`.replaceAll('\n', '\r\n'), [ONE, TWO]],
    ['a note without its last newline', ONE.trimEnd(), [ONE]],
    ['nothing', '', []],
    ['nothing but empty lines', '\n\n', []],
  ])('reads %s', (_, text, want) => {
    expect(parseHeldNotes(text)?.map((held) => held.text)).toEqual(want);
  });

  it('says what each note is of', () => {
    expect(parseHeldNotes(`${ONE}${TWO}`)?.map(({ checkpoint }) => [checkpoint.origin, checkpoint.size])).toEqual([
      ['leash/0011/index', 3],
      ['leash/0011/00', 7],
    ]);
  });

  it('keeps a note with the signatures of several witnesses as one', () => {
    const [, , , , signature = ''] = TWO.split('\n');
    expect(parseHeldNotes(`${ONE}${signature}\n${TWO}`)).toHaveLength(2);
  });

  it.each([
    ['another text', 'no note\n'],
    ['a note and something else', `${ONE}and more\n`],
    ['a note cut short', ONE.slice(0, 40)],
    ['a note without a signature', ONE.slice(0, ONE.indexOf('—'))],
  ])('takes no %s', (_, text) => {
    expect(parseHeldNotes(text)).toBeNull();
  });
});
