import { withAgents } from '../../app/agents/atHome.ts';
import { ownHomeAt } from '../../app/place.ts';
import { agentCalled, agentJson, showAgent } from '../agentText.ts';
import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';

/** `leash agents show`: all that is known of one agent. */
export const agentsShow: LeashCommand = {
  usage: 'show <agent>',
  summary: 'show all that is known of an agent, by its name or id',
  examples: ['leash agents show claude', 'leash agents show claude --json'],
  async run({ words, home, output }) {
    const agent = await withAgents(ownHomeAt(home), (agents) => agentCalled(agents, words[0] ?? ''));
    if (output.isJson) output.json(agentJson(agent));
    else showAgent(agent, output);
    return EXIT.ok;
  },
};
