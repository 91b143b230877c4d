import { describe, expect, it } from 'vitest';
import { isMacro, MACROS } from '../../../src/authz/when/macros.ts';

describe('isMacro', () => {
  it.each([
    ['all', 2, true],
    ['map', 2, true],
    ['map', 3, true],
    ['all', 1, false],
    ['filter', 3, false],
    ['join', 2, false],
    ['constructor', 2, false],
  ])('%s with %s arguments: %s', (name, count, want) => {
    const args = Array.from({ length: count });
    expect(isMacro({ kind: 'method', name, args })).toBe(want);
    expect(isMacro({ kind: 'function', name, args })).toBe(false);
  });

  it('knows the loops of CEL', () => {
    expect(MACROS).toEqual(['all', 'exists', 'exists_one', 'map', 'filter']);
  });
});
