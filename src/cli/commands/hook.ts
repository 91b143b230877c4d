import { HOOK_CLIENTS } from '../../app/hook/clients.ts';
import { flag, textOption, textOptions, usageError, type LeashCommand } from '../command.ts';
import { answerHook, hookStreams } from '../hookProgram.ts';
import { POLICY_OPTION } from '../policyOption.ts';

/** `leash hook`: decides on the tools that are part of an agent, which no proxy sees. The agent's client runs it. */
export const hook: LeashCommand = {
  usage: 'hook <client>',
  summary: 'decide on the built-in tools of Claude Code or Cursor, as their hook',
  options: [
    ['--agent <name>', 'the name under which policies know the agent (default: that of the client)'],
    POLICY_OPTION,
    ['--approve', 'what Leash allows is not asked about by the client any more'],
  ],
  examples: ['leash hook claude-code', 'leash hook cursor --agent my-cursor'],
  run(invocation) {
    const { words, home } = invocation;
    const client = HOOK_CLIENTS.get(words[0] ?? '');
    if (client === undefined) {
      throw usageError(`a hook is for one of ${[...HOOK_CLIENTS.keys()].join(', ')}, not \`${words[0] ?? ''}\``);
    }
    const [policy, agent] = [textOptions(invocation, 'policy'), textOption(invocation, 'agent')];
    return answerHook({ client, home, policy, agent, approves: flag(invocation, 'approve') }, hookStreams());
  },
};
