import { describe, expect, it } from 'vitest';
import { paintFor, table } from '../../src/cli/output.ts';

const plain = paintFor({ isTTY: false }, {});

describe('paintFor', () => {
  it('colours on a terminal', () => expect(paintFor({ isTTY: true }, {})('red', 'x')).toBe('\u001b[31mx\u001b[39m'));

  it.each([
    ['a pipe', { isTTY: false }, {}],
    ['NO_COLOR', { isTTY: true }, { NO_COLOR: '1' }],
    ['a dumb terminal', { isTTY: true }, { TERM: 'dumb' }],
  ])('does not colour for %s', (_, stream, env) => expect(paintFor(stream, env)('red', 'x')).toBe('x'));
});

describe('table', () => {
  const columns = [
    { title: 'name', cell: (row: { name: string; n: number }) => row.name, max: 12 },
    { title: 'count', cell: (row: { name: string; n: number }) => String(row.n) },
  ];

  it('aligns columns and leaves no space at the ends of lines', () => {
    expect(
      table(
        [
          { name: 'a', n: 1 },
          { name: 'longer', n: 22 },
        ],
        columns,
        plain,
      ),
    ).toEqual(['name    count', 'a       1', 'longer  22']);
  });

  it('shows control characters of foreign text instead of sending them, and cuts what is long', () => {
    const [, row = ''] = table([{ name: '\u001b[2Jgone and more', n: 1 }], columns, plain);
    expect(row).not.toContain('\u001b');
    expect(row.length).toBeLessThan(40);
  });
});
