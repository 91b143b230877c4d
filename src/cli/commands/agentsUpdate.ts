import { withAgents } from '../../app/agents/atHome.ts';
import { ownHomeAt } from '../../app/place.ts';
import { AGENT_OPTIONS, agentOptions } from '../agentOptions.ts';
import { agentCalled, agentJson, showAgent } from '../agentText.ts';
import { usageError, type LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { haveUnlocked, STDIN_OPTION } from '../passphrase.ts';

/** `leash agents update`: says something else of an agent. Its name stays: policies and the log know it by that. */
export const agentsUpdate: LeashCommand = {
  usage: 'update <agent>',
  summary: 'say something else of an agent; its tags and labels are replaced as a whole',
  options: [...AGENT_OPTIONS, STDIN_OPTION],
  examples: [
    'leash agents update claude --label team=payments',
    'leash agents update claude --description "writes code"',
  ],
  async run(invocation) {
    const { words, home, output } = invocation;
    const fields = agentOptions(invocation);
    if (Object.keys(fields).length === 0) throw usageError('there is nothing to change: give one of the options');
    await haveUnlocked(invocation, 'agents update');
    const agent = await withAgents(ownHomeAt(home), async (agents) =>
      agents.update((await agentCalled(agents, words[0] ?? '')).id, fields, { by: 'cli' }),
    );
    if (output.isJson) output.json(agentJson(agent));
    else showAgent(agent, output);
    return EXIT.ok;
  },
};
