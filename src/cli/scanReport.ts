import { markdownOf } from '../../scanner/output/markdown.ts';
import { sarifOf } from '../../scanner/output/sarif.ts';
import { findingCells, toolCells, type FindingCells, type ToolCells } from '../../scanner/output/table.ts';
import type { Grade, ScanReport } from '../../scanner/report.ts';
import type { ScannedServer, UnscannedServer } from '../app/scan/scan.ts';
import { printable } from '../jsonrpc/printable.ts';
import { table, type Column } from './columns.ts';
import { counted } from './counted.ts';
import { GRADE_COLOURS } from './findings.ts';
import type { Output } from './output.ts';
import { VERSION } from './version.ts';

/** How a scan is printed. */
export const FORMATS = ['table', 'json', 'sarif', 'markdown'] as const;
export type Format = (typeof FORMATS)[number];

/** A scanned server, and which of its tools the policies could allow; null where they do not validate. */
export interface Covered extends ScannedServer {
  readonly coverage: readonly boolean[] | null;
}

/** Prints what was found. */
export function printScan(
  scanned: readonly Covered[],
  unscanned: readonly UnscannedServer[],
  format: Format,
  output: Output,
): void {
  switch (format) {
    case 'table':
      for (const each of scanned) printTables(each, output);
      break;
    case 'json':
      output.json({ servers: scanned.map(forMachines), unscanned });
      break;
    case 'sarif':
      output.text(sarifOf(scanned.map(reportOf), VERSION).trimEnd());
      break;
    case 'markdown':
      output.text(
        scanned
          .map(({ name, report }) => markdownOf(name, report))
          .join('\n')
          .trimEnd(),
      );
      break;
  }
}

const ORDER: readonly Grade[] = ['none', 'info', 'warn', 'block'];

/** Whether anything is as grave as this, or graver. */
export function reachesGrade({ server, tools }: ScanReport, grade: Grade): boolean {
  const least = ORDER.indexOf(grade);
  return [server, ...tools].some((each) => ORDER.indexOf(each.grade) >= least);
}

function reportOf({ name, report, upstream, source }: Covered) {
  return upstream === null && source !== null ? { server: name, report, artifact: source } : { server: name, report };
}

function forMachines({ name, source, identity, report, coverage }: Covered): object {
  return { name, source, identity, ...report, coverage };
}

interface ToolRow extends ToolCells {
  readonly policy: string;
}

const coloured = (key: 'risk' | 'grade') => ({
  colour: (row: ToolCells) => GRADE_COLOURS.get(row[key]) ?? null,
});

const TOOL_COLUMNS: readonly Column<ToolRow>[] = [
  { title: 'tool', cell: ({ tool }) => tool, max: 100 },
  { title: 'risk', cell: ({ risk }) => risk, ...coloured('risk') },
  { title: 'effects', cell: ({ effects }) => effects },
  { title: 'egress', cell: ({ egress }) => egress },
  { title: 'secrets', cell: ({ secrets }) => secrets },
  { title: 'scanner', cell: ({ grade }) => grade, ...coloured('grade') },
  { title: 'policies', cell: ({ policy }) => policy },
];

const FINDING_COLUMNS: readonly Column<FindingCells>[] = [
  { title: 'grade', cell: ({ grade }) => grade, colour: ({ grade }) => GRADE_COLOURS.get(grade) ?? null },
  { title: 'tool', cell: ({ tool }) => (tool === '' ? '(server)' : tool), max: 60 },
  { title: 'rule', cell: ({ rule }) => rule },
  { title: 'where', cell: ({ at }) => at, max: 60 },
  { title: 'what', cell: ({ message }) => message, max: 200 },
];

function printTables({ name, source, identity, report, coverage }: Covered, { line, paint }: Output): void {
  line(`${paint('bold', printable(name))} ${paint('dim', printable(source ?? identity?.label ?? '', 200))}`);
  const rows = toolCells(report).map((cells, index) => ({ ...cells, policy: policyWord(coverage?.[index]) }));
  if (rows.length === 0) line('no tools');
  else for (const each of table(rows, TOOL_COLUMNS, paint)) line(each);
  const findings = findingCells(report);
  line();
  if (findings.length === 0) line(paint('green', 'nothing was found'));
  else {
    line(counted(findings.length, 'finding'));
    for (const each of table(findings, FINDING_COLUMNS, paint)) line(each);
  }
  line();
}

function policyWord(isAllowed: boolean | undefined): string {
  if (isAllowed === undefined) return '';
  return isAllowed ? 'could allow' : 'deny';
}
