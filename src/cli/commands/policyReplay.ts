import { replayPolicies, type ReplayReport } from '../../app/policyReplay.ts';
import type { ReplayChange } from '../../app/replayTally.ts';
import { homeAt } from '../../app/place.ts';
import { loadRuleBook } from '../../app/ruleBook.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { table, type Column } from '../columns.ts';
import { textOption, type LeashCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exitCode.ts';
import { remarkUnreadable } from '../logLines.ts';
import type { Output } from '../output.ts';
import { period, PERIOD_OPTIONS } from '../period.ts';
import { POLICY_OPTION, sourcesOf } from '../policyOption.ts';
import { progressBar } from '../progress.ts';

/** `leash policy replay`: what recorded decisions would become under other policies; exit 1 where some would change. */
export const policyReplay: LeashCommand = {
  usage: 'replay',
  summary: 'decide the recorded calls again, and show what policies would change',
  options: [
    POLICY_OPTION,
    ...PERIOD_OPTIONS,
    ['--agent <name>', 'only of this agent'],
    ['--server <name>', 'only of this server'],
  ],
  examples: [
    'leash policy replay --since 7d',
    'leash policy replay --since 7d --policy new.yaml',
    'leash policy replay --policy builtin:read-only --server files --json',
  ],
  async run(invocation) {
    const { output } = invocation;
    const bar = progressBar(output, 'replaying');
    const report = await replayPolicies({
      home: homeAt(invocation.home),
      candidate: await loadRuleBook(sourcesOf(invocation)),
      ...period(invocation, Date.now()),
      agent: textOption(invocation, 'agent') ?? undefined,
      server: textOption(invocation, 'server') ?? undefined,
      cwd: process.cwd(),
      onProgress: bar.update,
    }).finally(bar.end);
    remarkUnreadable(output, report.unreadable);
    if (output.isJson) output.json(report);
    else print(report, output);
    if (report.changed > 0) return EXIT.finding;
    return report.unreadable.length > 0 ? EXIT.environment : EXIT.ok;
  },
};

function print({ decisions, same, changed, undecidable, aside, changes }: ReplayReport, output: Output): void {
  const { line, paint } = output;
  for (const row of changes.length === 0 ? [] : table(changes.slice(0, SHOWN), COLUMNS, paint)) line(row);
  if (changes.length > SHOWN) line(`and ${counted(changes.length - SHOWN, 'kind')} more; --json has them`);
  if (changes.length > 0) line();
  line(
    `${counted(decisions, 'decision')}: ${same} the same, ${changed > 0 ? paint('yellow', `${changed} changed`) : 'none changed'}`,
  );
  for (const { why, count } of undecidable) line(`${count} cannot be decided again: ${printable(why)}`);
  if (aside > 0) line(`${aside} ${aside === 1 ? 'was' : 'were'} not up to the policies`);
}

const SHOWN = 100;

const WORDS = { through: 'allow', ask: 'ask', deny: 'deny' } as const;

const COLUMNS: readonly Column<ReplayChange>[] = [
  {
    title: 'change',
    cell: ({ from, to }) => `${WORDS[from]} -> ${WORDS[to]}`,
    colour: ({ to }) => (to === 'through' ? 'green' : to === 'deny' ? 'red' : 'yellow'),
  },
  { title: 'times', cell: ({ count }) => String(count) },
  { title: 'agent', cell: ({ agent }) => agent, max: 20 },
  { title: 'server', cell: ({ server }) => server, max: 20 },
  { title: 'action', cell: ({ name, method }) => name ?? method, max: 40 },
  {
    title: 'entries',
    cell: ({ examples, count }) => examples.join(' ') + (count > examples.length ? ' ...' : ''),
    max: 30,
  },
  { title: 'would be decided by', cell: ({ after, reason, nearMiss }) => why(after, nearMiss ?? reason), max: 160 },
];

function why(rules: readonly string[], text: string): string {
  return rules.length === 0 ? text : `${rules.join(' ')}: ${text}`;
}
