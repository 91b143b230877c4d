import { describe, expect, it } from 'vitest';
import { outputOn, table } from '../../src/cli/output.ts';

function written(io: { isTerminal?: boolean; env?: Record<string, string> }, isJson = false) {
  const out: string[] = [];
  const err: string[] = [];
  const output = outputOn(
    { isTerminal: false, env: {}, ...io, out: (text) => out.push(text), err: (text) => err.push(text) },
    isJson,
  );
  return { output, out, err };
}
const plain = written({}).output.paint;

describe('outputOn', () => {
  it('colours on a terminal', () => {
    expect(written({ isTerminal: true }).output.paint('red', 'x')).toBe('\u001b[31mx\u001b[39m');
  });

  it.each([
    ['a pipe', {}],
    ['NO_COLOR', { isTerminal: true, env: { NO_COLOR: '1' } }],
    ['a dumb terminal', { isTerminal: true, env: { TERM: 'dumb' } }],
  ])('does not colour for %s', (_, io) => expect(written(io).output.paint('red', 'x')).toBe('x'));

  it('keeps remarks out of the result', () => {
    const { output, out, err } = written({}, true);
    output.remark('working');
    output.json({ a: 1 });
    expect([out, err]).toEqual([['{"a":1}\n'], ['working\n']]);
  });
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
