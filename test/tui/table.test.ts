import { describe, expect, it } from 'vitest';
import { lineWidth, plainText } from '../../src/tui/line.ts';
import { firstShown, tableLines, type Column } from '../../src/tui/table.ts';

const COLUMNS: readonly Column<string>[] = [
  { title: 'NAME', width: 4, grow: 1, cell: (row) => row },
  { title: 'N', width: 3, align: 'right', cell: (row) => String(row.length) },
  { title: 'WIDE', width: 4, from: 40, cell: () => 'yes' },
];

const table = (rows: readonly string[], chosen: number | null, width = 20, height = 4): string[] =>
  tableLines({ columns: COLUMNS, rows, width, height, chosen, none: ['nothing'] }).map(plainText);

describe('tableLines', () => {
  it('gives what is left over to the columns that grow, and marks the chosen row', () => {
    expect(table(['ab', 'cdefghijklmnopqrs'], 1)).toEqual([
      '  NAME             N',
      '  ab               2',
      '> cdefghijklmn…   17',
    ]);
  });

  it('shows more where there is more room', () => {
    expect(table(['ab'], null, 39)[0]).not.toContain('WIDE');
    expect(table(['ab'], null, 40)[0]).toContain('WIDE');
  });

  it('says what there is not', () => {
    expect(table([], 0)).toEqual(['  NAME             N', '   nothing']);
  });

  it('measures wide letters as a terminal does', () => {
    const [, one, other] = tableLines({
      columns: COLUMNS,
      rows: ['日本語日本語日本語', 'é\u0301'],
      width: 20,
      height: 4,
      chosen: null,
      none: [],
    });
    expect([lineWidth(one ?? []), lineWidth(other ?? [])]).toEqual([20, 20]);
  });

  it('never gets wider than the screen', () => {
    for (let width = 1; width < 60; width++) {
      const lines = tableLines({
        columns: COLUMNS,
        rows: ['日本語'.repeat(20)],
        width,
        height: 3,
        chosen: 0,
        none: [],
      });
      for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(width);
    }
  });
});

describe('firstShown', () => {
  it.each([
    [0, 10, 3, 0],
    [5, 10, 3, 4],
    [9, 10, 3, 7],
    [1, 2, 3, 0],
  ])('keeps row %i of %i in a window of %i, from %i on', (chosen, rows, room, first) => {
    expect(firstShown(chosen, rows, room)).toBe(first);
  });
});
