import { summarizeLog, type LogSummary } from '../../app/auditSummary.ts';
import { homeAt } from '../../app/place.ts';
import { printable } from '../../jsonrpc/printable.ts';
import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { countOption, period } from '../logFilter.ts';
import { localTime, remarkUnreadable } from '../logLines.ts';

const TITLES: readonly (readonly [keyof LogSummary['counts'], string])[] = [
  ['effect', 'decisions'],
  ['status', 'outcomes'],
  ['agent', 'agents'],
  ['server', 'servers'],
  ['action', 'actions'],
  ['rule', 'rules'],
  ['event', 'events'],
];

/** `leash audit summary`: counts by effect, agent, server, tool and rule. */
export const auditSummary: LeashCommand = {
  usage: 'summary',
  summary: 'count decisions by effect, agent, server, action and rule',
  options: [
    ['--since <time>', 'from here on: 30m, 12h, 7d, or a date such as 2026-11-22T09:00'],
    ['--until <time>', 'up to here, in the same forms'],
    ['--top <count>', 'how many of each kind (default: 10)'],
  ],
  examples: ['leash audit summary', 'leash audit summary --since 7d', 'leash audit summary --json'],
  async run(invocation) {
    const { home, output } = invocation;
    const summary = await summarizeLog(homeAt(home), period(invocation, Date.now()));
    const top = countOption(invocation, 'top', 10);
    remarkUnreadable(output, summary.unreadable);
    if (output.isJson) output.json(summary);
    else if (summary.entries === 0) output.line('no entries');
    else {
      const { entries, from, to, shards } = summary;
      output.line(
        `${entries} entries in ${shards.length} ${shards.length === 1 ? 'log' : 'logs'}, from ${localTime(from ?? 0)} to ${localTime(to ?? 0)}`,
      );
      for (const [by, title] of TITLES) {
        const counts = summary.counts[by];
        if (counts.length === 0) continue;
        output.line(`\n${output.paint('bold', title)}`);
        for (const { value, count } of counts.slice(0, top))
          output.line(`${String(count).padStart(9)}  ${printable(value, 100)}`);
        if (counts.length > top) output.line(output.paint('dim', `${' '.repeat(9)}  and ${counts.length - top} more`));
      }
    }
    return summary.unreadable.length === 0 ? EXIT.ok : EXIT.environment;
  },
};
