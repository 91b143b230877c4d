import { LeashError } from '../errors.ts';
import { textOption, type Invocation } from './command.ts';

/** The options by which entries are picked. */
export const FILTER_OPTIONS = [
  ['--agent <name>', 'only of this agent'],
  ['--server <name>', 'only of this server'],
  ['--action <name>', 'only this tool, prompt, URI, method or event'],
  ['--effect <effect>', 'only allow, deny, observe_deny or event'],
  ['--session <id>', 'only of this session'],
  ['--since <time>', 'from here on: 30m, 12h, 7d, or a date such as 2026-11-22T09:00'],
  ['--until <time>', 'up to here, in the same forms'],
] as const;

const EFFECTS = ['allow', 'deny', 'observe_deny', 'event'];

/** Reads them; throws \`ERR_USAGE\` for what cannot be meant. */
export function logFilter(invocation: Invocation, now: number) {
  const effect = textOption(invocation, 'effect') ?? undefined;
  if (effect !== undefined && !EFFECTS.includes(effect)) throw usage('--effect', EFFECTS.join(', '), effect);
  return {
    agent: textOption(invocation, 'agent') ?? undefined,
    server: textOption(invocation, 'server') ?? undefined,
    action: textOption(invocation, 'action') ?? undefined,
    session: textOption(invocation, 'session') ?? undefined,
    effect,
    ...period(invocation, now),
  };
}

/** Reads `--since` and `--until` as ms since the epoch. */
export function period(invocation: Invocation, now: number): { since: number | undefined; until: number | undefined } {
  return { since: time(invocation, 'since', now), until: time(invocation, 'until', now) };
}

/** Reads a whole number of at least 0. */
export function countOption(invocation: Invocation, name: string, fallback: number): number {
  const text = textOption(invocation, name);
  if (text === null) return fallback;
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count)) throw usage(`--${name}`, 'a whole number', text);
  return count;
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function time(invocation: Invocation, name: string, now: number): number | undefined {
  const text = textOption(invocation, name);
  if (text === null) return undefined;
  const [, amount, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const ms = amount === undefined ? Date.parse(text) : now - Number(amount) * (UNITS[unit] ?? 0);
  if (Number.isNaN(ms)) throw usage(`--${name}`, 'a time such as 30m, 12h, 7d or 2026-11-22T09:00', text);
  return ms;
}

function usage(option: string, takes: string, given: string): LeashError {
  return new LeashError('ERR_USAGE', `${option} takes ${takes}, not \`${given}\``);
}
