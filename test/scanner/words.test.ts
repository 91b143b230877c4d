import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textWords, wordsOf } from '../../scanner/words.ts';
import { anyText } from './anyText.ts';

describe('wordsOf', () => {
  it.each([
    ['delete_file', ['delete', 'file']],
    ['readFile', ['read', 'file']],
    ['db-cluster-createUser', ['db', 'cluster', 'create', 'user']],
    ['HTTPServerStart', ['http', 'server', 'start']],
    ['n8n_run', ['n', '8', 'n', 'run']],
    ['  ', []],
    ['', []],
    ['files.read/all', ['files', 'read', 'all']],
  ])('splits %j', (name, words) => {
    expect(wordsOf(name)).toEqual(words);
  });

  it.each([
    ['a zero-width space', 'd\u200belete_file'],
    ['full-width letters', '\uff44\uff45\uff4c\uff45\uff54\uff45_file'],
    ['Cyrillic look-alikes', 'd\u0435l\u0435te_file'],
    ['a combining accent', 'de\u0301lete_file'],
    ['tag characters', 'dele\u{e0074}te_file'],
  ])('is not misled by %s', (_, name) => {
    expect(wordsOf(name)).toEqual(['delete', 'file']);
  });

  it('never throws, and gives words without separators', () => {
    fc.assert(
      fc.property(anyText(), (name) => {
        for (const word of wordsOf(name)) expect(word).toMatch(/^[\p{L}\p{N}]+$/u);
      }),
    );
  });
});

describe('textWords', () => {
  it('keeps apostrophes inside words, and splits nothing at a change of case', () => {
    expect(textWords("Doesn't delete: PostgreSQL rows.")).toEqual(["doesn't", 'delete', 'postgresql', 'rows']);
  });
});
