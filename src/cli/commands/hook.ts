import { HOOK_NAMES, isHookName } from '../../app/hook/names.ts';
import { flag, textOption, textOptions, usageError, type LeashCommand } from '../command.ts';
import { answerHook, hookStreams } from '../hookProgram.ts';
import { POLICY_OPTION } from '../policyOption.ts';
import { stopHooks } from '../residentProgram.ts';

/** `leash hook`: decides on the tools that are part of an agent, which no proxy sees. The agent's client runs it. */
export const hook: LeashCommand = {
  usage: 'hook [client]',
  summary: 'decide on the built-in tools of Claude Code or Cursor, as their hook',
  options: [
    ['--agent <name>', 'the name under which policies know the agent (default: that of the client)'],
    POLICY_OPTION,
    ['--approve', 'what Leash allows is not asked about by the client any more'],
    ['--no-resident', 'leave no process behind that answers the next calls faster, and ask none'],
    ['--stop', 'end the process that answers the hooks of this home'],
  ],
  examples: ['leash hook claude-code', 'leash hook cursor --agent my-cursor', 'leash hook --stop'],
  run(invocation) {
    const { words, home } = invocation;
    const client = words[0] ?? '';
    if (flag(invocation, 'stop') && client === '') {
      return stopHooks(home, { out: hookStreams().out, isJson: invocation.output.isJson });
    }
    if (!isHookName(client)) throw usageError(`a hook is for one of ${HOOK_NAMES.join(', ')}, not \`${client}\``);
    const [policy, agent] = [textOptions(invocation, 'policy'), textOption(invocation, 'agent')];
    // Whoever comes this way has loaded the whole program: a resident is for those who need not.
    const setup = { client, home, policy, agent, approves: flag(invocation, 'approve'), resident: null };
    return answerHook(setup, hookStreams());
  },
};
