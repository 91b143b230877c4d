import { withAgents } from '../../app/agents/atHome.ts';
import type { Agent, AgentDirectory } from '../../app/control/agents.ts';
import { ownHomeAt } from '../../app/place.ts';
import { agentCalled, agentJson } from '../agentText.ts';
import { flag, textOption, usageError, type Invocation, type LeashCommand } from '../command.ts';
import { confirm } from '../confirm.ts';
import { EXIT } from '../exitCode.ts';
import { haveUnlocked, STDIN_OPTION } from '../passphrase.ts';

/** `leash agents suspend`: nothing of an agent's passes until it is resumed. */
export const agentsSuspend: LeashCommand = {
  usage: 'suspend <agent>',
  summary: 'stop an agent: all its calls, everywhere, within a second',
  options: [['--reason <text>', 'said in every denial, and in the log']],
  examples: ['leash agents suspend claude', 'leash agents suspend claude --reason "token on a laptop that was stolen"'],
  run(invocation) {
    const reason = textOption(invocation, 'reason');
    const options = { by: 'cli', ...(reason === null ? {} : { reason }) };
    return changed(
      invocation,
      (agents, { id }) => agents.suspend(id, options),
      'is suspended, within a second everywhere',
    );
  },
};

/** `leash agents resume`: lets a suspended agent act again, by the token that it has. */
export const agentsResume: LeashCommand = {
  usage: 'resume <agent>',
  summary: 'let a suspended agent act again, by the token that it has',
  options: [STDIN_OPTION],
  examples: ['leash agents resume claude'],
  async run(invocation) {
    await haveUnlocked(invocation, 'agents resume');
    return changed(
      invocation,
      (agents, { id }) => agents.resume(id, { by: 'cli' }),
      'may act again, within a second everywhere',
    );
  },
};

/** `leash agents delete`: ends an agent for ever; its name is given to no other. */
export const agentsDelete: LeashCommand = {
  usage: 'delete <agent>',
  summary: 'delete an agent for ever; its name is given to no other',
  options: [['--yes', 'without a question, where no terminal is there to ask on']],
  examples: ['leash agents delete claude', 'leash agents delete claude --yes'],
  run: (invocation) =>
    changed(
      invocation,
      async (agents, agent) =>
        (await isWanted(invocation, agent)) ? agents.remove(agent.id, { by: 'cli' }) : Promise.resolve(null),
      'is deleted, within a second everywhere',
    ),
};

async function changed(
  { words, home, output }: Invocation,
  change: (agents: AgentDirectory, agent: Agent) => Promise<Agent | null>,
  said: string,
): Promise<number> {
  const agent = await withAgents(ownHomeAt(home), async (agents) =>
    change(agents, await agentCalled(agents, words[0] ?? '')),
  );
  if (agent === null) {
    output.line('nothing was changed');
    return EXIT.finding;
  }
  if (output.isJson) output.json(agentJson(agent));
  else output.line(`${agent.name} (${agent.id}) ${said}`);
  return EXIT.ok;
}

async function isWanted(invocation: Invocation, { name }: Agent): Promise<boolean> {
  if (flag(invocation, 'yes')) return true;
  const question = `delete \`${name}\` for ever?`;
  const answer = await confirm(question, { input: process.stdin, output: process.stderr }, invocation.signal);
  if (answer === null) throw usageError('there is no terminal to ask on: add --yes to delete it');
  return answer;
}
