import type { LogReport } from '../app/auditVerify.ts';
import type { Finding } from '../audit/finding.ts';
import { printable } from '../jsonrpc/printable.ts';
import { table, type Column } from './columns.ts';
import { counted } from './counted.ts';
import type { Output } from './output.ts';
import { localTime } from './time.ts';

/** Prints what verification found, for people: first what is wrong, then each log, then the verdict and how far it reaches. */
export function printReport(report: LogReport, isStrict: boolean, output: Output): void {
  const { findings, gaps } = report;
  for (const finding of findings) output.line(`${output.paint('red', finding.kind.toUpperCase())} ${placed(finding)}`);
  for (const { log, more } of unlisted(report)) output.line(`and ${more} more in log ${printable(log)}`);
  for (const { message } of gaps) output.line(`${output.paint('yellow', 'MISSING')} ${printable(message, 1000)}`);
  if (findings.length + gaps.length > 0) output.line();
  for (const line of table(rowsOf(report), COLUMNS, output.paint)) output.line(line);
  output.line();
  output.line(verdict(report, isStrict, output));
  output.line(`root key: ${printable(report.rootKey.vkey ?? 'none')} (${KEY_SOURCES[report.rootKey.source]})`);
  output.line(reach(report));
  for (const { slot } of report.logs.filter(({ headless }) => headless)) {
    output.line(
      `log ${printable(slot)} has no head file: an old copy of it in its place would show by a kept checkpoint only`,
    );
  }
  if (report.remembered) {
    output.line(output.paint('dim', `what was seen is remembered in ${printable(report.memory)}`));
  }
}

function placed({ shard, seq, recordId, message }: Finding): string {
  const place = seq === null ? `log ${shard}` : `${shard}:${seq}`;
  return printable(`${place}${recordId === null ? '' : ` (${recordId})`}: ${message}`, 1000);
}

/** Of a log that is damaged all over, only the first findings are listed. */
function unlisted({ logs }: LogReport): { log: string; more: number }[] {
  return logs.filter(({ report }) => report.more > 0).map(({ slot, report }) => ({ log: slot, more: report.more }));
}

interface Row {
  readonly log: string;
  readonly state: 'verified' | 'tampered' | 'unverified';
  readonly entries: string;
  readonly commits: string;
  readonly keys: string;
  readonly last: string;
  readonly root: string;
}

const STATE_COLOURS = { verified: 'green', tampered: 'red', unverified: 'yellow' } as const;

const COLUMNS: readonly Column<Row>[] = [
  { title: 'log', cell: ({ log }) => log },
  { title: 'state', cell: ({ state }) => state, colour: ({ state }) => STATE_COLOURS[state] },
  { title: 'entries', cell: ({ entries }) => entries },
  { title: 'commits', cell: ({ commits }) => commits },
  { title: 'keys', cell: ({ keys }) => keys },
  { title: 'last entry', cell: ({ last }) => last },
  { title: 'root', cell: ({ root }) => root, max: 16 },
];

/** The logs that were read, and those that could not be. */
function rowsOf({ logs, findings, gaps }: LogReport): Row[] {
  const read = logs.map(({ slot, report, findings: own }): Row => ({
    log: slot,
    state: own.length === 0 ? 'verified' : 'tampered',
    entries: String(report.entries),
    commits: String(report.commits),
    keys: String(report.epochs),
    last: report.verified === null ? '' : localTime(report.verified.ts),
    root: report.verified?.root ?? '',
  }));
  const unread = new Map<string, Row['state']>();
  for (const { shard } of gaps) if (shard !== null) unread.set(shard, 'unverified');
  for (const { shard } of findings) unread.set(shard, 'tampered');
  for (const { log } of read) unread.delete(log);
  const nothing = { entries: '', commits: '', keys: '', last: '', root: '' };
  return [...read, ...[...unread].map(([log, state]): Row => ({ log, state, ...nothing }))];
}

const KEY_SOURCES: Readonly<Record<LogReport['rootKey']['source'], string>> = {
  given: 'given with --key',
  remembered: 'remembered from the last verification',
  home: 'from this home: keep it elsewhere and pass it with --key',
  log: 'named by the log itself, which proves nothing: pass the one you trust with --key',
};

function verdict(
  { status, findings, gaps, entries, logs, window }: LogReport,
  isStrict: boolean,
  { paint }: Output,
): string {
  switch (status) {
    case 'verified': {
      const verified = paint(
        'green',
        `verified: ${counted(entries, 'entry', 'entries')}, each in its place and as it was signed`,
      );
      return isStrict && window.entries > 0
        ? `${verified}; ${paint('yellow', 'not all anchored (--strict)')}`
        : verified;
    }
    case 'tampered': {
      const more = logs.reduce((sum, { report }) => sum + report.more, 0);
      return paint('red', `tampered: ${counted(findings.length + more, 'finding')}`);
    }
    case 'incomplete':
      return paint(
        'yellow',
        `incomplete: ${counted(gaps.length, 'part')} could not be verified; the rest is unchanged`,
      );
  }
}

function reach({ window }: LogReport): string {
  if (window.entries === 0) return 'kept checkpoints cover all of it';
  const since = window.since === null ? '' : ` since ${localTime(window.since)}`;
  return `not covered by a kept checkpoint: ${counted(window.entries, 'entry', 'entries')}${since}; they could be cut off unseen (\`leash audit checkpoint\`)`;
}
