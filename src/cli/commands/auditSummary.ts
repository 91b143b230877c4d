import { summarizeLog, type LogSummary } from '../../app/auditSummary.ts';
import { homeAt } from '../../app/place.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { countOption, type LeashCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exitCode.ts';
import { remarkUnreadable } from '../logLines.ts';
import type { Output } from '../output.ts';
import { period, PERIOD_OPTIONS } from '../period.ts';
import { isoTime, localTime } from '../time.ts';

/** `leash audit summary`: counts by effect, agent, server, tool and rule. */
export const auditSummary: LeashCommand = {
  usage: 'summary',
  summary: 'count decisions by effect, agent, server, action and rule',
  options: [...PERIOD_OPTIONS, ['--top <count>', 'how many of each kind (default: 10)']],
  examples: ['leash audit summary', 'leash audit summary --since 7d', 'leash audit summary --json'],
  async run(invocation) {
    const { output } = invocation;
    const home = homeAt(invocation.home);
    const when = period(invocation, Date.now());
    const top = countOption(invocation, 'top', 10);
    const summary = await summarizeLog(home, when);
    remarkUnreadable(output, summary.unreadable);
    if (output.isJson) output.json(forMachines(summary));
    else if (summary.entries > 0) print(summary, top, output);
    else if (summary.unreadable.length === 0) output.line(`no such entries in ${printable(home.audit)}`);
    return summary.unreadable.length === 0 ? EXIT.ok : EXIT.environment;
  },
};

function forMachines({ from, to, shards, ...summary }: LogSummary): object {
  return {
    ...summary,
    from: isoTime(from),
    to: isoTime(to),
    shards: shards.map((shard) => ({ ...shard, to: isoTime(shard.to) })),
  };
}

const TITLES: readonly (readonly [keyof LogSummary['counts'], string])[] = [
  ['effect', 'decisions'],
  ['status', 'outcomes'],
  ['agent', 'agents'],
  ['server', 'servers'],
  ['action', 'actions'],
  ['rule', 'rules'],
  ['event', 'events'],
];

const INDENT = 9;

function print({ entries, from, to, shards, counts }: LogSummary, top: number, { line, paint }: Output): void {
  const span = `from ${localTime(from ?? 0)} to ${localTime(to ?? 0)}`;
  line(`${counted(entries, 'entry', 'entries')} in ${counted(shards.length, 'log')}, ${span}`);
  for (const [by, title] of TITLES) {
    if (counts[by].length === 0) continue;
    line();
    line(paint('bold', title));
    for (const { value, count } of counts[by].slice(0, top)) {
      line(`${String(count).padStart(INDENT)}  ${printable(value, 100)}`);
    }
    const more = counts[by].length - top;
    if (more > 0) line(paint('dim', `${' '.repeat(INDENT)}  and ${more} more`));
  }
}
