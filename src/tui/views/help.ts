import { heading } from '../fields.ts';
import { span, type Line } from '../line.ts';
import type { Size } from '../model.ts';

/** All keys, and what the signs mean. */
export function helpView({ rows }: Size): Line[] {
  return HELP.slice(0, rows);
}

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['1 … 7, Tab', 'the screens: calls, approvals, servers, agents, policies, rates, chain'],
  ['↑ ↓ PgUp PgDn g G', 'move; in the list of calls it stops following, g follows again'],
  ['Enter, Esc', 'open what is chosen, and go back'],
  ['Space', 'calls: pause and follow'],
  ['/', 'calls: filter, as `server:files effect:deny text`; x or Esc clears it'],
  ['a  v  e', 'calls: only this agent, only this server, only one effect'],
  ['a  w  d, then y', 'approvals: approve once, while the session lasts, or deny'],
  ['v', 'chain: verify the log'],
  ['s, then y', 'stop everything, or resume'],
  ['q, Ctrl+C', 'leave; nothing that runs is ended'],
];

const SIGNS: readonly (readonly [sign: string, what: string])[] = [
  ['✓ allow  ✗ deny', 'what was decided, and stood in the log before anything was forwarded'],
  ['! observe', 'observe mode let it through: it would have been denied'],
  ['✗ unrecorded', 'the log could not take it, so it was denied'],
];

const HELP: readonly Line[] = [
  heading('Keys'),
  ...KEYS.map(([keys, what]): Line => [span(`  ${keys.padEnd(19)}`, 'accent'), span(what)]),
  [],
  heading('Signs'),
  ...SIGNS.map(([sign, what]): Line => [span(`  ${sign.padEnd(19)}`), span(what, 'dim')]),
];
