import { describe, expect, it } from 'vitest';

import { entropyOf } from '../../src/inspect/entropy.ts';

describe('entropyOf', () => {
  it.each([
    ['', 0],
    ['aaaa', 0],
    ['abab', 1],
    ['abcd', 2],
    ['0123456789abcdef', 4],
  ])('of %j is %d bits a character', (text, bits) => expect(entropyOf(text)).toBeCloseTo(bits));
});
