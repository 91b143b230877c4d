import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { verifyLog, type LogReport } from '../../app/auditVerify.ts';
import { homeAt } from '../../app/place.ts';
import { LeashError } from '../../errors.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { flag, textOption, type LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { localTime } from '../logLines.ts';
import { table, type Column, type Output } from '../output.ts';
import { progressBar } from '../progress.ts';

/** `leash audit verify`: exit 0 verified, 1 tampered, 3 where something is missing (or, with `--strict`, unanchored). */
export const auditVerify: LeashCommand = {
  usage: 'verify',
  summary: 'prove that the log was not changed; names the entry and the damage where it was',
  options: [
    ['--key <vkey>', 'the root key to trust, as `leash keys show` printed it when you trusted this machine'],
    ['--checkpoint <file>', 'checkpoints that you kept elsewhere (`leash audit checkpoint`); `-` for stdin'],
    ['--strict', 'entries that no kept checkpoint covers count as not verified (exit 3)'],
  ],
  examples: [
    'leash audit verify',
    'leash audit verify --checkpoint /mnt/elsewhere/checkpoint.txt --strict',
    'leash audit verify --key leash-root/5f2c...+1a2b3c4d+AX... --json',
  ],
  async run(invocation) {
    const { home, output } = invocation;
    const bar = progressBar(output, 'verifying');
    const report = await verifyLog({
      home: homeAt(home),
      key: textOption(invocation, 'key'),
      checkpoints: await checkpointText(textOption(invocation, 'checkpoint')),
      onProgress: bar.update,
    }).finally(bar.end);
    const strict = flag(invocation, 'strict');
    if (output.isJson) output.json(forMachines(report));
    else print(report, output);
    switch (report.status) {
      case 'verified':
        return strict && report.window.entries > 0 ? EXIT.environment : EXIT.ok;
      case 'tampered':
        return EXIT.finding;
      case 'incomplete':
        return EXIT.environment;
    }
  },
};

async function checkpointText(file: string | null): Promise<string | null> {
  if (file === null) return null;
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  } catch (cause) {
    throw new LeashError('ERR_USAGE', `the checkpoints in \`${file}\` cannot be read (${String(cause)})`, { cause });
  }
}

const KEY_SOURCES: Readonly<Record<LogReport['rootKey']['source'], string>> = {
  given: 'given with --key',
  remembered: 'remembered from the last verification',
  home: 'from this home: keep it elsewhere and pass it with --key',
  log: 'named by the log itself, which proves nothing: pass the one you trust with --key',
};

const COLUMNS: readonly Column<LogReport['logs'][number]>[] = [
  { title: 'log', cell: ({ slot }) => slot },
  {
    title: 'state',
    cell: ({ findings }) => (findings.length === 0 ? 'verified' : 'tampered'),
    colour: ({ findings }) => (findings.length === 0 ? 'green' : 'red'),
  },
  { title: 'entries', cell: ({ report }) => String(report.entries) },
  { title: 'commits', cell: ({ report }) => String(report.commits) },
  { title: 'keys', cell: ({ report }) => String(report.epochs) },
  { title: 'last entry', cell: ({ report }) => (report.verified === null ? '' : localTime(report.verified.ts)) },
  { title: 'root', cell: ({ report }) => report.verified?.root ?? '' },
];

function print(report: LogReport, output: Output): void {
  const { status, findings, gaps, logs, entries, rootKey, window, memory } = report;
  for (const { kind, shard, seq, recordId, message } of findings) {
    const place = seq === null ? `log ${shard}` : `${shard}:${seq}`;
    const id = recordId === null ? '' : ` (${recordId})`;
    output.line(`${output.paint('red', kind.toUpperCase())} ${printable(`${place}${id}: ${message}`, 1000)}`);
  }
  for (const { message } of gaps) output.line(`${output.paint('yellow', 'MISSING')} ${printable(message, 1000)}`);
  if (findings.length + gaps.length > 0) output.line();
  for (const line of table(logs, COLUMNS, output.paint)) output.line(line);
  output.line();
  const verdict = {
    verified: output.paint('green', `verified: ${entries} entries, each in its place and as it was signed`),
    tampered: output.paint('red', `tampered: ${findings.length} findings`),
    incomplete: output.paint('yellow', `incomplete: ${gaps.length} things are not there; what is there is unchanged`),
  };
  output.line(verdict[status]);
  output.line(`root key: ${rootKey.vkey ?? 'none'} (${KEY_SOURCES[rootKey.source]})`);
  output.line(
    window.entries === 0
      ? 'kept checkpoints cover all of it'
      : `not covered by a kept checkpoint: ${window.entries} entries${window.since === null ? '' : ` since ${localTime(window.since)}`}; they could be cut off unseen (\`leash audit checkpoint\`)`,
  );
  output.line(output.paint('dim', `what was seen is remembered in ${memory}`));
}

function forMachines({ logs, ...report }: LogReport): object {
  return {
    ...report,
    logs: logs.map(({ slot, report: { findings: _, ...log }, window }) => ({ slot, ...log, window })),
  };
}
