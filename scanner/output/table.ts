import type { Finding, ScanReport } from '../report.ts';
import { shown } from '../shown.ts';

/** One tool as a row of a table for people; every cell is fit to be shown. */
export interface ToolCells {
  readonly tool: string;
  readonly risk: string;
  readonly effects: string;
  readonly egress: string;
  readonly secrets: string;
  readonly grade: string;
  readonly findings: string;
}

/** One finding as a row. */
export interface FindingCells {
  readonly grade: string;
  /** The tool's name; empty where it belongs to the server. */
  readonly tool: string;
  readonly rule: string;
  readonly at: string;
  readonly message: string;
}

/** The tools of a report, in its order. */
export function toolCells(report: ScanReport): readonly ToolCells[] {
  return report.tools.map(({ name, grade, findings, risk }) => ({
    tool: shownName(name),
    risk: risk.level,
    effects: risk.effects.join(', '),
    egress: risk.egress === 'none' ? '' : risk.egress,
    secrets: risk.credential ? 'yes' : '',
    grade: grade === 'none' ? '' : grade,
    findings: findings.length === 0 ? '' : String(findings.length),
  }));
}

/** All findings of a report: those of the server, then those of each tool. */
export function findingCells(report: ScanReport): readonly FindingCells[] {
  return [
    ...report.server.findings.map((finding) => cellsOf(finding, '')),
    ...report.tools.flatMap(({ name, findings }) => findings.map((finding) => cellsOf(finding, shownName(name)))),
  ];
}

const MAX_NAME = 100;
const MAX_TEXT = 500;

function cellsOf({ grade, rule, at, message }: Finding, tool: string): FindingCells {
  return { grade, tool, rule, at: shown(at, MAX_TEXT), message: shown(message, MAX_TEXT) };
}

function shownName(name: string): string {
  return name === '' ? '(no name)' : shown(name, MAX_NAME);
}
