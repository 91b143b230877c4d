import { describe, expect, it } from 'vitest';
import { statusForModernError } from '../../src/http/status.ts';

describe('statusForModernError', () => {
  it.each([
    [-32_601, 404],
    [-32_700, 400],
    [-32_600, 400],
    [-32_020, 400],
    [-32_021, 400],
    [-32_022, 400],
    [-32_602, 200],
    [-32_603, 200],
    [53_001, 200],
    [0, 200],
  ])('of %i is %i', (code, want) => expect(statusForModernError(code)).toBe(want));
});
