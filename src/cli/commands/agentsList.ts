import { withAgents } from '../../app/agents/atHome.ts';
import type { Agent, AgentDirectory } from '../../app/control/agents.ts';
import { ownHomeAt } from '../../app/place.ts';
import { agentJson, STATUS_COLOURS } from '../agentText.ts';
import { table, type Column } from '../columns.ts';
import { flag, type LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { localTime } from '../time.ts';

/** `leash agents list`: who is registered. */
export const agentsList: LeashCommand = {
  usage: 'list',
  summary: 'list the agents that are registered',
  options: [['--all', 'those that are deleted too']],
  examples: ['leash agents list', 'leash agents list --all --json'],
  async run(invocation) {
    const { home, output } = invocation;
    const all = await withAgents(ownHomeAt(home), allOf);
    const agents = flag(invocation, 'all') ? all : all.filter(({ status }) => status !== 'deleted');
    if (output.isJson) output.json(agents.map(agentJson));
    else if (agents.length === 0) output.line('no agent is registered; `leash agents register NAME` does it');
    else for (const line of table(agents, COLUMNS, output.paint)) output.line(line);
    return EXIT.ok;
  },
};

const PAGE = 1000;

async function allOf(agents: AgentDirectory): Promise<readonly Agent[]> {
  const found: Agent[] = [];
  for (;;) {
    const page = await agents.list({ after: found.at(-1)?.id ?? '', limit: PAGE });
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}

const COLUMNS: readonly Column<Agent>[] = [
  { title: 'name', cell: ({ name }) => name, max: 64 },
  { title: 'state', cell: ({ status }) => status, colour: ({ status }) => STATUS_COLOURS[status] },
  { title: 'vendor', cell: ({ vendor }) => vendor, max: 30 },
  { title: 'type', cell: ({ type }) => type, max: 20 },
  { title: 'since', cell: ({ createdAt }) => localTime(createdAt) },
  { title: 'id', cell: ({ id }) => id },
];
