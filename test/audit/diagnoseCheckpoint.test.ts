import { describe, expect, it } from 'vitest';
import { change, exchange } from './damage.ts';
import type { Damage } from './damage.ts';
import { signCheckpoint } from '../../src/audit/checkpoint.ts';
import { EPOCH_KEYS, ORIGIN, sampleLog, signerOf, verify } from './sampleLog.ts';
import type { EntryRow } from '../../src/audit/row.ts';

const LOG = sampleLog();

function messages(damage: Damage): string[] {
  return verify(damage(LOG.rows)).findings.map(({ message }) => message);
}

/** The checkpoint of a row, signed anew by another key. */
function signedBy(seed: number, seq: number, name = ORIGIN): Damage {
  const note = LOG.rows[seq]?.note ?? '';
  const [, size = '', root = ''] = note.split('\n');
  const signed = signCheckpoint({ size: Number(size), root: Buffer.from(root, 'base64') }, signerOf(name, seed));
  return change(seq, () => ({ note: signed }));
}

describe('what is said of a damaged checkpoint', () => {
  const CASES: readonly [Damage, string[]][] = [
    [change(7, () => ({ note: null })), ['the checkpoint after entry 7 is missing']],
    [change(7, () => ({ note: '' })), ['the checkpoint after entry 7 cannot be read']],
    [
      change(7, ({ note }) => ({ note: note?.replace('\n8\n', '\n9\n') ?? null })),
      ['the checkpoint after entry 7 was changed: its signature does not verify'],
    ],
    [
      change(30, () => ({ note: null })),
      ['no checkpoint covers the entries up to 30: they were added, or it was removed'],
    ],
    [
      exchange(27, 28, ['note']),
      ['after entry 27 stands the checkpoint of size 29', 'after entry 28 stands the checkpoint of size 28'],
    ],
    [
      signedBy(99, 7),
      [
        'the checkpoint after entry 7 is signed by a key that no certificate of this log names',
        'entry 8 does not name the checkpoint before it: one was added or exchanged',
      ],
    ],
    [signedBy(10, 28), ['the checkpoint after entry 28 is signed by a key that had been replaced']],
    [
      signedBy(11, 7),
      [
        'the checkpoint after entry 7 is signed by a key that no certificate of this log names',
        'entry 8 does not name the checkpoint before it: one was added or exchanged',
      ],
    ],
    [signedBy(10, 7, 'leash/home/01'), ['the checkpoint after entry 7 is of log `leash/home/01`']],
  ];

  it.each(CASES.map(([damage, expected]) => [expected.join('; '), damage] as const))('is: %s', (expected, damage) => {
    expect(messages(damage).join('; ')).toBe(expected);
  });

  it('is not repeated for the commits that follow', () => {
    expect(messages(change(2, () => ({ note: 'x\n' })))).toHaveLength(1);
  });

  it('is said of each checkpoint, wherever it stands', () => {
    for (const { seq, note } of LOG.rows) {
      if (note === null) continue;
      const forged = note.replace(/.(?=.{6}\n$)/, (letter) => (letter === 'A' ? 'B' : 'A'));
      expect(verify(change(seq, () => ({ note: forged }))(LOG.rows)).findings).toMatchObject([
        { kind: 'bad-signature', seq },
      ]);
    }
  });
});

it('does not accept a second good signature beside the log’s own', () => {
  const [first] = EPOCH_KEYS;
  const row = LOG.rows[7] as EntryRow;
  const twice = `${row.note ?? ''}${row.note?.split('\n\n')[1] ?? ''}`;
  expect(first).toBeDefined();
  expect(verify(change(7, () => ({ note: twice }))(LOG.rows)).findings).toMatchObject([
    { kind: 'bad-signature', seq: 7 },
  ]);
});
