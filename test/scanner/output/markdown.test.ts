import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HIDDEN } from '../../../scanner/hidden.ts';
import { markdownOf } from '../../../scanner/output/markdown.ts';
import { findingOf, HOSTILE, REPORT } from './sample.ts';

/** The cells of a row, split as GitHub does: at pipes that no backslash escapes. */
function cellsOf(line: string): string[] {
  const cells = [''];
  for (let index = 0; index < line.length; index++) {
    const character = line[index] ?? '';
    if (character === '|') cells.push('');
    else cells.push((cells.pop() ?? '') + (character === '\\' ? character + (line[++index] ?? '') : character));
  }
  return cells.slice(1, -1).map((cell) => cell.trim());
}

/** What is left of a line when its code spans are taken out, as CommonMark finds them. */
function outsideOfCode(line: string): string {
  let rest = '';
  for (let index = 0; index < line.length;) {
    const run = /^`+/.exec(line.slice(index))?.[0] ?? '';
    if (run === '') {
      rest += line[index++] ?? '';
      continue;
    }
    const end = closing(line, index + run.length, run.length);
    if (end < 0) rest += run;
    index = end < 0 ? index + run.length : end;
  }
  return rest;
}

function closing(line: string, from: number, length: number): number {
  for (const match of line.slice(from).matchAll(/`+/g))
    if (match[0].length === length) return from + match.index + length;
  return -1;
}

describe('markdownOf', () => {
  it('writes tables of tools and findings', () => {
    const lines = markdownOf('fs', REPORT).split('\n');
    expect(lines[0]).toBe('# Scan of `fs`');
    expect(lines[2]).toBe('2 tools, 1 of high or critical risk; 1 graded block, 1 warn.');
    expect(lines).toContain('| `read_page` | low | read | none | no | none |');
    expect(lines).toContain('| warn | the server | secrecy | `/instructions` | `hides characters` |');
  });

  it('says where there is nothing', () => {
    const text = markdownOf('fs', { server: { grade: 'none', findings: [] }, tools: [] });
    expect(text.match(/^None\.$/gm)).toHaveLength(2);
  });

  const isTame = (text: string): boolean => {
    const lines = markdownOf(text, {
      ...REPORT,
      tools: REPORT.tools.map((tool) => ({ ...tool, name: text, findings: [findingOf({ message: text, at: text })] })),
    }).split('\n');
    expect(lines).toHaveLength(19);
    const rows = lines.filter((line) => line.startsWith('| ') && !line.includes('---'));
    expect(rows.slice(0, 3).map((row) => cellsOf(row).length)).toEqual([6, 6, 6]);
    expect(rows.slice(3).map((row) => cellsOf(row).length)).toEqual([5, 5, 5, 5]);
    return lines.every((line) => !HIDDEN.test(line) && /^[\w\s|#.;,()*/-]*$/.test(outsideOfCode(line)));
  };

  it.each([HOSTILE, '`', '``', ' ` ', '|', '\\|', '\\', '\\\\|', '', '<script>', '@someone #1 https://example.com'])(
    'lets %j be no markup',
    (text) => {
      expect(isTame(text)).toBe(true);
    },
  );

  it('lets nothing be markup', () => {
    const text = fc.string({
      unit: fc.constantFrom('`', '|', '\\', '<', '\n', ' ', 'a', '[', '\u200b', '*'),
      maxLength: 20,
    });
    fc.assert(fc.property(text, isTame));
  });
});
