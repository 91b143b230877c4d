import { describe, expect, it } from 'vitest';
import { ALONE, BROKEN_LINE, TRANSPARENT, UNKNOWN } from '../../../src/authz/shell/grammar.ts';

describe('the grammar', () => {
  it('takes no word for transparent that it does not know', () => {
    expect([...TRANSPARENT].filter((word) => UNKNOWN.has(word))).toEqual([]);
    expect(BROKEN_LINE).not.toBe('');
  });

  it.each([
    ['{', true],
    ['{}', true],
    ['[[', true],
    ['{a,b}', false],
    ['[ab]', false],
  ])('tells whether %s stands for itself: %s', (word, want) => {
    expect(ALONE.test(word)).toBe(want);
  });
});
