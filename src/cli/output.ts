import { printable } from '../jsonrpc/printable.ts';

/** The streams and surroundings of a command: the process's own, or a test's. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether `out` goes to a terminal. */
  readonly isTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Where a command writes: text for people, or JSON for machines. */
export interface Output {
  /** Whether `--json` was given: then `json` is the only thing written to stdout. */
  readonly isJson: boolean;
  readonly isTerminal: boolean;
  readonly paint: Paint;
  /** A line for people; Leash's own words. */
  line(text?: string): void;
  /** A value for machines, one line of JSON. */
  json(value: unknown): void;
  /** What is said beside the result, on stderr. */
  remark(text: string): void;
  /** Text as it is, on stderr: for what is drawn over itself. */
  progress(text: string): void;
}

export type Colour = 'red' | 'green' | 'yellow' | 'dim' | 'bold';
export type Paint = (colour: Colour, text: string) => string;

const CODES: Readonly<Record<Colour, readonly [number, number]>> = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  dim: [2, 22],
  bold: [1, 22],
};

/** The output of a command. */
export function outputOn(io: Io, isJson: boolean): Output {
  return {
    isJson,
    isTerminal: io.isTerminal,
    paint: paintFor(io),
    line: (text = '') => io.out(`${text}\n`),
    json: (value) => io.out(`${JSON.stringify(value)}\n`),
    remark: (text) => io.err(`${text}\n`),
    progress: io.err,
  };
}

/** Colour only on a terminal, and not where `NO_COLOR` is set (no-color.org). */
function paintFor({ isTerminal, env }: Io): Paint {
  const colours = isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return (colour, text) => {
    const [on, off] = CODES[colour];
    return colours ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  };
}

/** A column of a table; its cells are text from outside, shown escaped and cut to their width. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Longest text that is shown, in characters. */
  readonly max?: number;
  readonly colour?: (row: Row) => Colour | null;
}

/** Lines of a table with aligned columns; the last column is not padded. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], paint: Paint): string[] {
  const cells = rows.map((row) => columns.map(({ cell, max }) => printable(cell(row), max ?? 60)));
  const widths = columns.map(({ title }, i) => Math.max(title.length, ...cells.map((line) => line[i]?.length ?? 0)));
  const pad = (text: string, i: number): string => (i === columns.length - 1 ? text : text.padEnd(widths[i] ?? 0));
  const head = paint('dim', columns.map(({ title }, i) => pad(title, i)).join('  '));
  const body = rows.map((row, r) =>
    columns
      .map(({ colour }, i) => {
        const text = pad(cells[r]?.[i] ?? '', i);
        const chosen = colour?.(row) ?? null;
        return chosen === null ? text : paint(chosen, text);
      })
      .join('  ')
      .trimEnd(),
  );
  return [head.trimEnd(), ...body];
}
