import { SEVERITIES, isAtLeast, type Severity } from '../../app/auditScan/finding.ts';
import { scanAudit, type AuditScanReport } from '../../app/auditScan.ts';
import { homeAt } from '../../app/place.ts';
import { LeashError } from '../../errors.ts';
import { printAuditScan } from '../auditScanReport.ts';
import { textOption, wordOption, type LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { remarkUnreadable } from '../logLines.ts';
import { period, PERIOD_OPTIONS } from '../period.ts';
import { POLICY_OPTION, sourcesOf } from '../policyOption.ts';
import { progressBar } from '../progress.ts';
import { FORMATS } from '../scanReport.ts';

/** `leash audit scan`: what in the log a person should look at; exit 1 where anything is as grave as `--fail-on`. */
export const auditScan: LeashCommand = {
  usage: 'scan',
  summary: 'look through the log for what a person should see, the newest first',
  options: [
    ['--format <format>', 'table, json, sarif or markdown (default: table)'],
    ['--fail-on <severity>', 'exit 1 at critical, high, medium, low, info or never (default: high)'],
    ['--agent <name>', 'only of this agent'],
    ['--server <name>', 'only of this server'],
    ['--session <id>', 'only of this session'],
    ...PERIOD_OPTIONS,
    POLICY_OPTION,
  ],
  examples: [
    'leash audit scan --since 7d',
    'leash audit scan --agent claude --fail-on medium',
    'leash audit scan --since 24h --format sarif > findings.sarif',
  ],
  async run(invocation) {
    const { output } = invocation;
    const home = homeAt(invocation.home);
    const format = output.isJson ? 'json' : wordOption(invocation, 'format', FORMATS, 'table');
    const failOn = wordOption(invocation, 'failOn', [...SEVERITIES, 'never'], 'high');
    const options = {
      ...period(invocation, Date.now()),
      agent: textOption(invocation, 'agent') ?? undefined,
      server: textOption(invocation, 'server') ?? undefined,
      session: textOption(invocation, 'session') ?? undefined,
      sources: sourcesOf(invocation),
    };
    const bar = progressBar(output, 'scanning');
    const report = await scanAudit(home, { ...options, onProgress: bar.update }).finally(bar.end);
    // Nobody may take a mistyped home for a log in which nothing was found.
    if (isNothing(report)) {
      throw new LeashError('ERR_LOG_UNAVAILABLE', `there is no log in \`${home.audit}\`: nothing was looked through`);
    }
    printAuditScan(report, format, output);
    for (const note of report.notes) output.remark(note);
    remarkUnreadable(output, report.unreadable);
    return exitCodeOf(report, failOn);
  },
};

function isNothing({ integrity, findings, unreadable }: AuditScanReport): boolean {
  return integrity.entries === 0 && findings.length === 0 && unreadable.length === 0;
}

function exitCodeOf({ findings, notes, unreadable }: AuditScanReport, failOn: Severity | 'never'): number {
  if (failOn !== 'never' && findings.some(({ severity }) => isAtLeast(severity, failOn))) return EXIT.finding;
  return notes.length + unreadable.length > 0 ? EXIT.environment : EXIT.ok;
}
