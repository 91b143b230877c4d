import { describe, expect, it } from 'vitest';
import { Unparsable, unparsable } from '../../../src/authz/shell/word.ts';

describe('unparsable', () => {
  it('throws what is told apart from a mistake of our own', () => {
    expect(() => unparsable('it is odd')).toThrow(Unparsable);
    expect(() => unparsable('it is odd')).toThrow('it is odd');
  });
});
