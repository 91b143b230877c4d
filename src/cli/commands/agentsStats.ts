import { withAgents } from '../../app/agents/atHome.ts';
import { agentStats, type AgentUse } from '../../app/agents/stats.ts';
import { ownHomeAt } from '../../app/place.ts';
import { agentCalled } from '../agentText.ts';
import { table, type Column } from '../columns.ts';
import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { remarkUnreadable } from '../logLines.ts';
import { period, PERIOD_OPTIONS } from '../period.ts';
import { isoTime, localTime } from '../time.ts';

/** `leash agents stats`: what the log says that an agent has done, tool by tool. */
export const agentsStats: LeashCommand = {
  usage: 'stats <agent>',
  summary: 'count what an agent was allowed and denied, tool by tool',
  options: PERIOD_OPTIONS,
  examples: ['leash agents stats claude', 'leash agents stats claude --since 7d --json'],
  async run(invocation) {
    const { words, output } = invocation;
    const home = ownHomeAt(invocation.home);
    const agent = await withAgents(home, (agents) => agentCalled(agents, words[0] ?? ''));
    const stats = await agentStats(home, agent, period(invocation, Date.now()));
    remarkUnreadable(output, stats.unreadable);
    const { uses, allowed, denied, observed, unverified, last } = stats;
    if (output.isJson) {
      const shown = uses.map((use) => ({ ...use, last: isoTime(use.last) }));
      output.json({ ...stats, agent: agent.id, uses: shown, last: isoTime(last) });
    } else {
      output.line(`allowed ${allowed}, denied ${denied}, let through by observe mode ${observed}`);
      if (unverified > 0) output.line(`${unverified} of them by somebody who merely said the name`);
      if (uses.length > 0) output.line();
      if (uses.length > 0) for (const line of table(uses, COLUMNS, output.paint)) output.line(line);
    }
    return stats.unreadable.length === 0 ? EXIT.ok : EXIT.environment;
  },
};

const COLUMNS: readonly Column<AgentUse>[] = [
  { title: 'server', cell: ({ server }) => server, max: 64 },
  { title: 'action', cell: ({ action }) => action },
  { title: 'allowed', cell: ({ allowed }) => String(allowed) },
  { title: 'denied', cell: ({ denied }) => String(denied), colour: ({ denied }) => (denied > 0 ? 'red' : null) },
  { title: 'observed', cell: ({ observed }) => (observed === 0 ? '' : String(observed)) },
  { title: 'unverified', cell: ({ unverified }) => (unverified === 0 ? '' : String(unverified)) },
  { title: 'last', cell: ({ last }) => localTime(last) },
];
