import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellQuoted } from '../../src/edge/shellQuoted.ts';

describe('shellQuoted', () => {
  it.each([
    ['/home/me/.leash', '/home/me/.leash'],
    ['https://a.example/mcp', 'https://a.example/mcp'],
    ['a b', "'a b'"],
    ["it's", "'it'\\''s'"],
    ['', "''"],
    ['$(x)', "'$(x)'"],
  ])('writes %j as %s', (word, want) => expect(shellQuoted(word)).toBe(want));

  it('is read back by a shell as the same word', () => {
    const words = fc.array(
      fc.string({ unit: fc.constantFrom('a', "'", '"', '$', '`', '\\', ' ', '\n', '!', '(', ';', '-', '*', '~') }),
    );
    fc.assert(
      fc.property(words, (given) => {
        const script = `printf '%s\\0' ${given.map(shellQuoted).join(' ')}`;
        const out = execFileSync('/bin/sh', ['-c', script]).toString().split('\0').slice(0, -1);
        expect(out).toEqual(given.length === 0 ? [''] : given);
      }),
      { numRuns: 30 },
    );
  });
});
