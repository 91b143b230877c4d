import { describe, expect, it } from 'vitest';
import { digest } from '../../scanner/digest.ts';

describe('digest', () => {
  it('is sixteen hex digits, the same for the same text', () => {
    expect(digest('abc')).toMatch(/^[0-9a-f]{16}$/);
    expect(digest('abc')).toBe(digest('abc'));
  });

  it('tells a hundred thousand near texts apart', () => {
    const seen = new Set(Array.from({ length: 100_000 }, (_, index) => digest(`rule\n/tools/${index}/description`)));
    expect(seen.size).toBe(100_000);
  });

  it('keeps its value across releases, for suppressions are stored', () => {
    expect(digest('')).toBe('1aee8d83488bdcb8');
    expect(digest('tool-steering')).toBe('cdcb4eaa8c88c02b');
  });
});
