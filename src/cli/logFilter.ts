import { textOption, usageError, type Invocation } from './command.ts';

/** The options by which entries are picked. */
export const FILTER_OPTIONS = [
  ['--agent <name>', 'only of this agent'],
  ['--server <name>', 'only of this server'],
  ['--action <name>', 'only this tool, prompt, URI, method or event'],
  ['--effect <effect>', 'only allow, deny, observe_deny or event'],
  ['--session <id>', 'only of this session'],
] as const;

/** What entries are picked by; what is undefined picks all. */
export interface LogFilter {
  readonly agent: string | undefined;
  readonly server: string | undefined;
  readonly action: string | undefined;
  readonly effect: string | undefined;
  readonly session: string | undefined;
}

const EFFECTS = ['allow', 'deny', 'observe_deny', 'event'];

/** Reads them; throws `ERR_USAGE` for what cannot be meant. */
export function logFilter(invocation: Invocation): LogFilter {
  const effect = given(invocation, 'effect');
  if (effect !== undefined && !EFFECTS.includes(effect)) {
    throw usageError(`--effect takes allow, deny, observe_deny or event, not \`${effect}\``);
  }
  return {
    agent: given(invocation, 'agent'),
    server: given(invocation, 'server'),
    action: given(invocation, 'action'),
    effect,
    session: given(invocation, 'session'),
  };
}

function given(invocation: Invocation, name: string): string | undefined {
  return textOption(invocation, name) ?? undefined;
}
