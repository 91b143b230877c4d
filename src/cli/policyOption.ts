import { homeAt } from '../app/place.ts';
import { policySources } from '../app/policies.ts';
import { textOptions, type Invocation } from './command.ts';

/** The option by which commands take other policies than those of the home. */
export const POLICY_OPTION = [
  '--policy <policy>',
  'FILE, DIR or builtin:NAME instead of those of the home; repeatable',
  'many',
] as const;

/** The policies that a command is about. */
export function sourcesOf(invocation: Invocation): ReturnType<typeof policySources> {
  return policySources(homeAt(invocation.home), textOptions(invocation, 'policy'));
}
