import { printable } from '../jsonrpc/printable.ts';
import type { Colour, Paint } from './output.ts';

/** A column of a table; its cells are text from outside, shown escaped and cut to their width. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Longest text that is shown, in characters. */
  readonly max?: number;
  /** Where rows come one by one: as wide as its cells usually are. */
  readonly usual?: number;
  readonly colour?: (row: Row) => Colour | null;
}

/** Lines of a table with aligned columns; the last column is not padded. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], paint: Paint): string[] {
  const cells = rows.map((row) => cellsOf(row, columns));
  const widths = columns.map(({ title }, i) =>
    cells.reduce((most, line) => Math.max(most, widthOf(line, i)), title.length),
  );
  const head = columns.map(({ title }, i) => title.padEnd(widths[i] ?? 0)).join(GAP);
  return [
    paint('dim', head.trimEnd()),
    ...rows.map((row, r) => lineOf(row, cells[r] ?? [], { columns, widths, paint })),
  ];
}

/** Lines of a table whose rows come one by one: a column grows with its widest cell so far. */
export function growingTable<Row>(columns: readonly Column<Row>[], paint: Paint): (row: Row) => string {
  const widths = columns.map(({ usual }) => usual ?? 0);
  return (row) => {
    const cells = cellsOf(row, columns);
    for (const i of widths.keys()) widths[i] = Math.max(widths[i] ?? 0, widthOf(cells, i));
    return lineOf(row, cells, { columns, widths, paint });
  };
}

const GAP = '  ';

function cellsOf<Row>(row: Row, columns: readonly Column<Row>[]): string[] {
  return columns.map(({ cell, max }) => printable(cell(row), max ?? 60));
}

function widthOf(cells: readonly string[], column: number): number {
  return cells[column]?.length ?? 0;
}

interface Layout<Row> {
  readonly columns: readonly Column<Row>[];
  readonly widths: readonly number[];
  readonly paint: Paint;
}

function lineOf<Row>(row: Row, cells: readonly string[], { columns, widths, paint }: Layout<Row>): string {
  const last = cells.findLastIndex((cell) => cell !== '');
  const painted = columns.slice(0, last + 1).map(({ colour }, i) => {
    const text = i === last ? (cells[i] ?? '') : (cells[i] ?? '').padEnd(widths[i] ?? 0);
    const chosen = colour?.(row) ?? null;
    return chosen === null ? text : paint(chosen, text);
  });
  return painted.join(GAP);
}
