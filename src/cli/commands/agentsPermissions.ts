import { withAgents } from '../../app/agents/atHome.ts';
import { agentPermissions, type Permission } from '../../app/agents/permissions.ts';
import { ownHomeAt } from '../../app/place.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { agentCalled } from '../agentText.ts';
import { table, type Column } from '../columns.ts';
import { textOption, type LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { POLICY_OPTION, sourcesOf } from '../policyOption.ts';

/** `leash agents permissions`: what the policies let an agent do with each tool that is known. */
export const agentsPermissions: LeashCommand = {
  usage: 'permissions <agent>',
  summary: 'show what the policies let an agent do with each tool that is known',
  options: [POLICY_OPTION, ['--server <name>', 'only the tools of this server']],
  examples: ['leash agents permissions claude', 'leash agents permissions claude --server filesystem --json'],
  async run(invocation) {
    const { words, output } = invocation;
    const home = ownHomeAt(invocation.home);
    const agent = await withAgents(home, (agents) => agentCalled(agents, words[0] ?? ''));
    const server = textOption(invocation, 'server');
    const found = await agentPermissions(home, sourcesOf(invocation), agent);
    const permissions = found.permissions.filter((each) => server === null || each.server === server);
    if (output.isJson) output.json({ ...found, agent: agent.id, permissions });
    else if (permissions.length === 0) output.line('no tool is known yet: those of the first server that runs will be');
    else for (const line of table(permissions, COLUMNS, output.paint)) output.line(line);
    for (const { path, why } of found.unreadable) output.remark(`${printable(path)}: ${printable(why)}`);
    return found.unreadable.length === 0 ? EXIT.ok : EXIT.environment;
  },
};

const COLOURS = { allow: 'green', ask: 'yellow', deny: 'red', depends: 'yellow' } as const;

const COLUMNS: readonly Column<Permission>[] = [
  { title: 'server', cell: ({ server }) => server, max: 64 },
  { title: 'tool', cell: ({ tool }) => tool },
  { title: 'effect', cell: ({ effect }) => effect, colour: ({ effect }) => COLOURS[effect] },
  { title: 'rule', cell: ({ rules }) => rules.map(({ policy, rule }) => `${policy}/${rule}`).join(', ') },
  { title: 'reason', cell: ({ reason }) => reason, max: 100 },
];
