import { withAgents } from '../../app/agents/atHome.ts';
import { ownHomeAt } from '../../app/place.ts';
import { TTL_OPTION, ttlOption } from '../agentOptions.ts';
import { agentCalled, showToken } from '../agentText.ts';
import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { haveUnlocked, STDIN_OPTION } from '../passphrase.ts';

/** `leash agents rotate`: a new token, and all older ones of the agent are good no more. */
export const agentsRotate: LeashCommand = {
  usage: 'rotate <agent>',
  summary: 'give an agent a new token; all older ones end within a second',
  options: [TTL_OPTION, STDIN_OPTION],
  examples: ['leash agents rotate claude', 'leash agents rotate claude --ttl 7d --json'],
  async run(invocation) {
    const { words, home, output } = invocation;
    const options = { by: 'cli', ...ttlOption(invocation) };
    await haveUnlocked(invocation, 'agents rotate');
    const issued = await withAgents(ownHomeAt(home), async (agents) =>
      agents.rotate((await agentCalled(agents, words[0] ?? '')).id, options),
    );
    showToken(issued, output);
    return EXIT.ok;
  },
};
