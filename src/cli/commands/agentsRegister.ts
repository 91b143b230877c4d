import { withAgents } from '../../app/agents/atHome.ts';
import { ownHomeAt } from '../../app/place.ts';
import { AGENT_OPTIONS, agentOptions, TTL_OPTION, ttlOption } from '../agentOptions.ts';
import { showToken } from '../agentText.ts';
import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { haveUnlocked, STDIN_OPTION } from '../passphrase.ts';

/** `leash agents register`: an agent gets an id, and a token by which it shows who it is. */
export const agentsRegister: LeashCommand = {
  usage: 'register <name>',
  summary: 'register an agent, and print the token by which it shows who it is',
  options: [...AGENT_OPTIONS, TTL_OPTION, STDIN_OPTION],
  examples: [
    'leash agents register claude',
    'leash agents register deployer --vendor acme --label team=payments --ttl 30d',
    'leash agents register claude --json',
  ],
  async run(invocation) {
    const { words, home, output } = invocation;
    const fields = { name: words[0] ?? '', ...agentOptions(invocation) };
    const options = { by: 'cli', ...ttlOption(invocation) };
    await haveUnlocked(invocation, 'agents register');
    showToken(await withAgents(ownHomeAt(home), (agents) => agents.register(fields, options)), output);
    return EXIT.ok;
  },
};
