import { code, section } from '../../scanner/output/markdown.ts';
import type { AuditScanReport } from '../app/auditScan.ts';
import { SEVERITIES, type AuditFinding, type Severity } from '../app/auditScan/finding.ts';
import { printable } from '../jsonrpc/printable.ts';
import { auditSarif } from './auditSarif.ts';
import { table, type Column } from './columns.ts';
import { counted } from './counted.ts';
import type { Colour, Output } from './output.ts';
import type { Format } from './scanReport.ts';
import { isoTime, localTime } from './time.ts';
import { VERSION } from './version.ts';

/** Prints what was found in the log. */
export function printAuditScan(report: AuditScanReport, format: Format, output: Output): void {
  switch (format) {
    case 'table':
      printTables(report, output);
      break;
    case 'json':
      output.json(forMachines(report));
      break;
    case 'sarif':
      output.text(auditSarif(report.findings, VERSION).trimEnd());
      break;
    case 'markdown':
      output.text(markdownOf(report).trimEnd());
      break;
  }
}

function forMachines({ from, to, findings, ...report }: AuditScanReport): object {
  return {
    ...report,
    from: isoTime(from),
    to: isoTime(to),
    findings: findings.map((finding) => ({
      ...finding,
      from: isoTime(finding.from),
      to: isoTime(finding.to),
      evidence: finding.evidence.map(({ place, recordId, ts, agent, server, session, name, effect }) => {
        return { place, recordId, time: isoTime(ts), agent, server, session, name, effect };
      }),
    })),
  };
}

const COLOURS: Readonly<Record<Severity, Colour>> = {
  critical: 'red',
  high: 'red',
  medium: 'yellow',
  low: 'dim',
  info: 'dim',
};

const COLUMNS: readonly Column<AuditFinding>[] = [
  { title: 'severity', cell: ({ severity }) => severity, colour: ({ severity }) => COLOURS[severity] },
  { title: 'time', cell: ({ to }) => (to === null ? '' : localTime(to)) },
  { title: 'finding', cell: ({ id }) => id },
  { title: 'times', cell: ({ count }) => String(count) },
  { title: 'agent', cell: ({ agent }) => agent ?? '', max: 20 },
  { title: 'entries', cell: placesOf, max: 40 },
  { title: 'what', cell: ({ message }) => message, max: 160 },
];

function printTables(report: AuditScanReport, { line, paint }: Output): void {
  const { findings, integrity, more } = report;
  if (findings.length > 0) {
    for (const row of table(findings, COLUMNS, paint)) line(row);
    line();
    for (const { id, title, why, remedy, owasp, severity } of kindsOf(findings)) {
      line(`${paint(COLOURS[severity], id)}  ${paint('bold', title)} ${paint('dim', `(${owasp.join(' ')})`)}`);
      line(`  ${why}`);
      line(`  ${remedy}`);
      if (more[id] !== undefined) line(`  and ${more[id]} more that are not listed`);
    }
    line();
  }
  const isWhole = integrity.status === 'verified';
  line(`log: ${paint(isWhole ? 'green' : 'red', integrity.status)}, ${counted(integrity.entries, 'entry', 'entries')}`);
  line(`${periodText(report)}: ${summaryOf(findings)}`);
}

/** The first and the last places of the newest occurrence. */
function placesOf({ evidence }: AuditFinding): string {
  const places = evidence.map(({ place }) => place);
  return places.length <= MOST_PLACES ? places.join(' ') : `${places[0] ?? ''} .. ${places.at(-1) ?? ''}`;
}

const MOST_PLACES = 4;

/** Each kind once, the gravest first. */
function kindsOf(findings: readonly AuditFinding[]): readonly AuditFinding[] {
  const kinds = [...new Map(findings.map((finding) => [finding.id, finding])).values()];
  return kinds.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

function periodText({ entries, from, to }: AuditScanReport): string {
  const looked = `${counted(entries, 'entry', 'entries')} looked through`;
  return from === null || to === null ? looked : `${looked}, ${localTime(from)} to ${localTime(to)}`;
}

function summaryOf(findings: readonly AuditFinding[]): string {
  const counts = SEVERITIES.map((severity) => [severity, findings.filter((each) => each.severity === severity).length]);
  const some = counts.filter(([, count]) => count !== 0).map(([severity, count]) => `${count} ${severity}`);
  return some.length === 0 ? 'nothing was found' : some.join(', ');
}

/** Names from the log stand in code spans: nothing in them is read as markup. */
function markdownOf(report: AuditScanReport): string {
  const rows = report.findings.map((finding) => [
    finding.severity,
    isoTime(finding.to) ?? '',
    finding.id,
    String(finding.count),
    code(printable(finding.agent ?? '')),
    code(placesOf(finding)),
    code(finding.message),
  ]);
  const kinds = kindsOf(report.findings).map(({ id, title, why, remedy, owasp }) => {
    return [id, title, `${why} ${remedy}`.replaceAll('|', String.raw`\|`), owasp.join(' ')];
  });
  return [
    '# Scan of the audit log',
    '',
    `Log: ${report.integrity.status}, ${report.integrity.entries} entries. ${periodText(report)}: ${summaryOf(report.findings)}.`,
    '',
    ...section('Findings', ['Severity', 'Time', 'Finding', 'Times', 'Agent', 'Entries', 'What'], rows),
    ...section('What they mean', ['Finding', 'Title', 'Why, and what to do', 'OWASP'], kinds),
  ].join('\n');
}
