import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { verifyLog, type LogReport } from '../../app/auditVerify.ts';
import { homeAt } from '../../app/place.ts';
import { LeashError } from '../../errors.ts';
import { flag, textOption, usageError, type LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { progressBar } from '../progress.ts';
import { isoTime } from '../time.ts';
import { printReport } from '../verifyReport.ts';

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
    const { output } = invocation;
    const home = homeAt(invocation.home);
    const bar = progressBar(output, 'verifying');
    const report = await verifyLog({
      home,
      key: textOption(invocation, 'key'),
      checkpoints: await checkpointText(textOption(invocation, 'checkpoint')),
      onProgress: bar.update,
    }).finally(bar.end);
    // Nobody may take a mistyped home, or one that was wiped, for a log that was verified.
    if (isNothing(report)) {
      throw new LeashError('ERR_LOG_UNAVAILABLE', `there is no log in \`${home.audit}\`: nothing was verified`);
    }
    const isStrict = flag(invocation, 'strict');
    if (output.isJson) output.json(forMachines(report));
    else printReport(report, isStrict, output);
    return exitCodeOf(report, isStrict);
  },
};

async function checkpointText(file: string | null): Promise<string | null> {
  if (file === null) return null;
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw usageError(`the checkpoints in \`${file}\` cannot be read (${why})`);
  }
}

function isNothing({ logs, findings, gaps }: LogReport): boolean {
  return logs.length === 0 && findings.length === 0 && gaps.length === 0;
}

function exitCodeOf({ status, window }: LogReport, isStrict: boolean): number {
  switch (status) {
    case 'verified':
      return isStrict && window.entries > 0 ? EXIT.environment : EXIT.ok;
    case 'tampered':
      return EXIT.finding;
    case 'incomplete':
      return EXIT.environment;
  }
}

function forMachines({ logs, window, ...report }: LogReport): object {
  return {
    ...report,
    window: windowJson(window),
    logs: logs.map(({ report: log, window: own, headless }) => ({
      shard: log.shard,
      origin: log.origin,
      entries: log.entries,
      commits: log.commits,
      epochs: log.epochs,
      verified: verifiedJson(log.verified),
      anchored: log.anchored,
      rootKey: log.rootKey,
      pinned: log.pinned,
      more: log.more,
      window: windowJson(own),
      headless,
    })),
  };
}

function windowJson({ entries, since }: LogReport['window']): object {
  return { entries, since: isoTime(since) };
}

function verifiedJson(verified: LogReport['logs'][number]['report']['verified']): object | null {
  return verified === null ? null : { size: verified.size, root: verified.root, time: isoTime(verified.ts) };
}
