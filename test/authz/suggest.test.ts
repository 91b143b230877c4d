import { describe, expect, it } from 'vitest';
import { didYouMean } from '../../src/authz/suggest.ts';

const WORDS = ['under', 'equals', 'matches', 'min_length', 'max_length', 'in', 'any'];

describe('didYouMean', () => {
  it.each([
    ['undr', 'under'],
    ['udner', 'under'],
    ['Under', 'under'],
    ['equal', 'equals'],
    ['minlength', 'min_length'],
    ['max_lenght', 'max_length'],
    ['inn', 'in'],
  ])('proposes for %s the word %s', (word, expected) => {
    expect(didYouMean(word, WORDS)).toBe(`, did you mean \`${expected}\`?`);
  });

  it.each(['', 'x', 'regular', 'completely-different', 'zz'])('proposes nothing for %j', (word) => {
    expect(didYouMean(word, WORDS)).toBe('');
  });

  it('proposes the nearest of several', () => {
    expect(didYouMean('min_lengt', ['max_length', 'min_length'])).toContain('min_length');
  });

  it('gives up at once on an endless word', () => {
    expect(didYouMean('u'.repeat(1_000_000), WORDS)).toBe('');
    expect(didYouMean('under', ['u'.repeat(1_000_000)])).toBe('');
  });
});
