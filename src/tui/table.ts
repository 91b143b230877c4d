import { cutLine, lineWidth, span, type Line, type Span, type Tone } from './line.ts';
import { cutText, textWidth } from './width.ts';

/** A column of a table on the screen. Its width does not depend on its rows, so that nothing jumps when they change. */
export interface Column<Row> {
  readonly title: string;
  readonly width: number;
  /** Its share of the room that is left over; none where absent. */
  readonly grow?: number;
  readonly align?: 'right';
  /** The screen width from which on it is shown; always where absent. */
  readonly from?: number;
  /** Safe text. */
  readonly cell: (row: Row) => string;
  readonly tone?: (row: Row) => Tone;
}

export interface TableView<Row> {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly width: number;
  /** With the line of titles. */
  readonly height: number;
  /** The row that keys work on; null where they work on none. */
  readonly chosen: number | null;
  /** Said where there are no rows. */
  readonly none: readonly string[];
}

/** A table with its titles, scrolled so that the chosen row is seen. */
export function tableLines<Row>({ columns, rows, width, height, chosen, none }: TableView<Row>): Line[] {
  const sized = sizes(
    columns.filter(({ from = 0 }) => width >= from),
    width,
  );
  const titles = sized.map(({ column, width: room }) => cell(column.title, 'dim', room, column.align));
  const head = withGaps(span(' '), titles, width);
  if (rows.length === 0) return [head, ...none.map((text) => [span(`   ${text}`, 'dim')])].slice(0, height);
  const room = Math.max(0, height - 1);
  const first = firstShown(chosen ?? 0, rows.length, room);
  const body = rows.slice(first, first + room).map((row, i) => {
    const isChosen = first + i === chosen;
    const cells = sized.map(({ column, width: wide }) =>
      cell(column.cell(row), toneOf(column, row, isChosen), wide, column.align),
    );
    return withGaps(isChosen ? span('>', 'accent') : span(' '), cells, width);
  });
  return [head, ...body];
}

/** The first of the rows that are shown, so that the chosen one stands in the middle where it can. */
export function firstShown(chosen: number, rows: number, room: number): number {
  return Math.max(0, Math.min(chosen - Math.floor(room / 2), rows - room));
}

function toneOf<Row>({ tone }: Column<Row>, row: Row, isChosen: boolean): Tone {
  const own = tone?.(row) ?? 'plain';
  return isChosen && (own === 'plain' || own === 'dim') ? 'bold' : own;
}

const GAP = 2;

interface Sized<Row> {
  readonly column: Column<Row>;
  readonly width: number;
}

/** Gives what is left over to the columns that grow; where there is too little room they shrink, the others stay. */
function sizes<Row>(columns: readonly Column<Row>[], width: number): Sized<Row>[] {
  const taken = columns.reduce((sum, column) => sum + column.width, 0) + GAP * columns.length;
  const shares = columns.reduce((sum, { grow = 0 }) => sum + grow, 0);
  let left = width - taken;
  let open = shares;
  return columns.map((column) => {
    const { grow = 0 } = column;
    const extra = open === 0 || grow === 0 ? 0 : Math.floor((left * grow) / open);
    left -= extra;
    open -= grow;
    return { column, width: Math.max(1, column.width + extra) };
  });
}

function cell(text: string, tone: Tone, width: number, align: 'right' | undefined): Span {
  const cut = cutText(text, width);
  const room = ' '.repeat(Math.max(0, width - textWidth(cut)));
  return span(align === 'right' ? `${room}${cut}` : `${cut}${room}`, tone);
}

function withGaps(marker: Span, cells: readonly Span[], width: number): Line {
  const line = cells.flatMap((each, i) => [span(i === 0 ? ' ' : ' '.repeat(GAP)), each]);
  const whole = [marker, ...line];
  return lineWidth(whole) <= width ? whole : cutLine(whole, width);
}
