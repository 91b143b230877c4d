import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvHead, csvLine } from '../../../src/app/auditExport/csv.ts';
import { callEntry, deniedEntry, eventEntry } from './entries.ts';

/** Reads RFC 4180: the other way round from what is tested. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const cell = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n)/gy;
  const rows: string[][] = [[]];
  for (let match = cell.exec(text); match !== null; match = cell.exec(text)) {
    const [, raw = '', end] = match;
    rows.at(-1)?.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

const cells = (tool: string): readonly string[] => parseCsv(csvLine(callEntry(tool)))[0] ?? [];
const HEAD = parseCsv(csvHead())[0] ?? [];
const ACTION = HEAD.indexOf('action');

describe('a line of CSV', () => {
  it('has a cell for each title, whatever it is a line of', () => {
    for (const entry of [callEntry('a/b'), deniedEntry('a/b'), eventEntry('session_start')]) {
      expect(parseCsv(csvLine(entry))).toEqual([expect.objectContaining({ length: HEAD.length })]);
    }
    expect(ACTION).toBeGreaterThan(0);
  });

  it.each(['=1+1', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\uFF1D1', '=HYPERLINK("x")'])(
    'gives a formula no chance: %j',
    (name) => expect(cells(`a/${name}`)[ACTION]).toBe(`'${name}`),
  );

  it.each(['read_file', 'a=b', 'it is "quoted"', 'a,b', 'two\r\nlines', '-32603', "'quoted", 'ünï'])(
    'leaves what is none as it is: %j',
    (name) => expect(cells(`a/${name}`)[ACTION]).toBe(name),
  );

  it('reads back as it was, but for the apostrophe, whatever the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const name = text.replaceAll('/', '');
        const read = cells(`a/${name}`)[ACTION] ?? '';
        expect([name, `'${name}`]).toContain(read);
        expect(read).not.toMatch(/^\s*[=+@]/);
      }),
    );
  });
});
