import { describe, expect, it } from 'vitest';

import { growingTable, table, type Column } from '../../src/cli/columns.ts';
import type { Paint } from '../../src/cli/output.ts';
import { expectHarmless, HOSTILE } from './home.ts';

interface Row {
  readonly name: string;
  readonly n: number;
}

const plain: Paint = (_, text) => text;
const marked: Paint = (colour, text) => `<${colour} ${text}>`;

const COLUMNS: readonly Column<Row>[] = [
  { title: 'name', cell: ({ name }) => name, max: 12, colour: ({ n }) => (n > 9 ? 'red' : null) },
  { title: 'count', cell: ({ n }) => (n === 0 ? '' : String(n)) },
];

describe('table', () => {
  it('aligns columns and leaves no space at the ends of lines', () => {
    const rows = [
      { name: 'a', n: 1 },
      { name: 'longer', n: 0 },
    ];
    expect(table(rows, COLUMNS, plain)).toEqual(['name    count', 'a       1', 'longer']);
  });

  it('paints the head and chosen cells, padding and all, so that columns stay aligned', () => {
    expect(table([{ name: 'a', n: 10 }], COLUMNS, marked)).toEqual(['<dim name  count>', '<red a   >  10']);
  });

  it('shows control characters of foreign text instead of sending them, and cuts what is long', () => {
    const [, row = ''] = table([{ name: HOSTILE, n: 1 }], COLUMNS, plain);
    expectHarmless(row);
    expect(row).toMatch(/^\\x1b\[31mred… {2}1$/);
  });

  it('takes more rows than a function takes arguments', () => {
    const rows = Array.from({ length: 200_000 }, (_, n) => ({ name: 'x', n }));
    expect(table(rows, COLUMNS, plain)).toHaveLength(200_001);
  });

  it('is only its head where there are no rows', () => {
    expect(table([], COLUMNS, plain)).toEqual(['name  count']);
  });
});

describe('growingTable', () => {
  it('grows a column with its widest cell so far, from its usual width', () => {
    const line = growingTable([{ title: 'kind', cell: ({ name }: Row) => name, usual: 3 }, ...COLUMNS], plain);
    expect([line({ name: 'a', n: 1 }), line({ name: 'longer', n: 2 }), line({ name: 'b', n: 3 })]).toEqual([
      'a    a  1',
      'longer  longer  2',
      'b       b       3',
    ]);
  });

  it('shows control characters instead of sending them', () => {
    expectHarmless(growingTable(COLUMNS, plain)({ name: HOSTILE, n: 1 }));
  });
});
