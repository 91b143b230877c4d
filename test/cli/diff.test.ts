import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../src/cli/diff.ts';

/** What `patch` makes of a text by a difference. */
function patched(before: readonly string[], shown: readonly string[]): readonly string[] {
  const out: string[] = [];
  let at = 0;
  for (const line of shown) {
    const [, start, length] = /^@@ -(\d+),(\d+) /.exec(line) ?? [];
    if (start !== undefined) {
      const next = length === '0' ? Number(start) : Number(start) - 1;
      out.push(...before.slice(at, next));
      at = next;
    } else {
      if (!line.startsWith('+')) expect(before[at]).toBe(line.slice(1));
      if (!line.startsWith('-')) out.push(line.slice(1));
      if (!line.startsWith('+')) at += 1;
    }
  }
  return [...out, ...before.slice(at)];
}

describe('unifiedDiff', () => {
  it('shows each change with the lines around it', () => {
    const before = Array.from({ length: 20 }, (_, i) => `line ${i}`).join('\n');
    const after = before.replace('line 2\n', 'line two\n').replace('line 15\n', 'line 15\nnew\n');
    expect(unifiedDiff(before, after)).toEqual([
      '@@ -1,6 +1,6 @@',
      ' line 0',
      ' line 1',
      '-line 2',
      '+line two',
      ' line 3',
      ' line 4',
      ' line 5',
      '@@ -14,6 +14,7 @@',
      ' line 13',
      ' line 14',
      ' line 15',
      '+new',
      ' line 16',
      ' line 17',
      ' line 18',
    ]);
  });

  it('is empty where nothing is different', () => {
    expect(unifiedDiff('a\nb\n', 'a\nb\n')).toEqual([]);
    expect(unifiedDiff('', '')).toEqual([]);
  });

  it('says where lines go into an empty text', () => {
    expect(unifiedDiff('', 'a\n')).toEqual(['@@ -0,0 +1,1 @@', '+a']);
  });

  it('leads from one text to the other, whatever they are', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 14 });
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        const textOf = (some: readonly string[]) => some.map((line) => `${line}\n`).join('');
        expect(patched(before, unifiedDiff(textOf(before), textOf(after)))).toEqual(after);
      }),
    );
  });

  it('takes no time over two long texts without a common line', () => {
    const long = (word: string) => Array.from({ length: 5000 }, (_, i) => `${word} ${i}\n`).join('');
    expect(unifiedDiff(long('a'), long('b'))).toHaveLength(10_001);
  });
});
