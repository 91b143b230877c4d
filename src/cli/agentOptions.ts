import type { AgentFields } from '../app/control/agents.ts';
import { textOption, textOptions, usageError, type Invocation } from './command.ts';

/** The options by which something is said of an agent. */
export const AGENT_OPTIONS = [
  ['--vendor <text>', 'who makes it'],
  ['--type <text>', 'what kind of agent it is, as `coding` or `support`'],
  ['--description <text>', 'what it is for'],
  ['--tag <tag>', 'a word to find it by; repeatable', 'many'],
  ['--label <key=value>', 'what policies read as `agent.labels.key`; repeatable', 'many'],
] as const;

/** The option for how long a token lasts. */
export const TTL_OPTION = ['--ttl <time>', 'how long the token lasts: 30m, 12h, 90d (default: 90d)'] as const;

/** Reads what is said of an agent: only what was given. */
export function agentOptions(invocation: Invocation): Omit<AgentFields, 'name'> {
  const given = (key: 'vendor' | 'type' | 'description'): Omit<AgentFields, 'name'> => {
    const text = textOption(invocation, key);
    return text === null ? {} : { [key]: text };
  };
  const tags = textOptions(invocation, 'tag');
  const labels = textOptions(invocation, 'label');
  return {
    ...given('vendor'),
    ...given('type'),
    ...given('description'),
    ...(tags.length === 0 ? {} : { tags }),
    ...(labels.length === 0 ? {} : { labels: labelsOf(labels) }),
  };
}

/** Reads `--ttl`; absent where it was not given. */
export function ttlOption(invocation: Invocation): { readonly ttlSeconds?: number } {
  const text = textOption(invocation, 'ttl');
  if (text === null) return {};
  const [, amount, unit = ''] = /^(\d{1,9})([smhdw])$/.exec(text) ?? [];
  const seconds = UNITS.get(unit);
  if (amount === undefined || seconds === undefined) {
    throw usageError(`--ttl takes a time such as 30m, 12h or 90d, not \`${text}\``);
  }
  return { ttlSeconds: Number(amount) * seconds };
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
  ['w', 604_800],
]);

function labelsOf(texts: readonly string[]): Readonly<Record<string, string>> {
  const labels = new Map<string, string>();
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at < 1) throw usageError(`--label takes a key and a value, as team=payments, not \`${text}\``);
    const key = text.slice(0, at);
    if (labels.has(key)) throw usageError(`--label names \`${key}\` twice`);
    labels.set(key, text.slice(at + 1));
  }
  return Object.fromEntries(labels);
}
