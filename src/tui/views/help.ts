import { heading } from '../fields.ts';
import { span, type Line } from '../line.ts';
import type { Size } from '../model.ts';

/** All keys, and what the signs mean. */
export function helpView({ rows }: Size): Line[] {
  return HELP.slice(0, rows);
}

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['1 … 7, Tab', 'the screens, from left to right'],
  ['↑ ↓ PgUp PgDn g G', 'move; the list of calls stands still then, g follows again'],
  ['Enter, Esc', 'open what is chosen, and go back'],
  ['Space', 'calls: pause and follow'],
  ['/', 'calls: filter, as `server:files effect:deny text`; x clears'],
  ['a  v  e', 'calls: only this agent, only this server, one effect'],
  ['a  w  d, then y', 'approvals: approve once, for the session, or deny'],
  ['v', 'chain: verify the log'],
  ['s, then y', 'stop everything, or resume'],
  ['q, Ctrl+C', 'leave; nothing that runs is ended'],
];

const SIGNS: readonly (readonly [sign: string, what: string])[] = [
  ['✓ allow  ✗ deny', 'decided, and in the log before anything was forwarded'],
  ['! observe', 'let through by observe mode: it would be denied'],
  ['✗ unrecorded', 'the log could not take it, so it was denied'],
];

const HELP: readonly Line[] = [
  heading('Keys'),
  ...KEYS.map(([keys, what]): Line => [span(`  ${keys.padEnd(19)}`, 'accent'), span(what)]),
  [],
  heading('Signs'),
  ...SIGNS.map(([sign, what]): Line => [span(`  ${sign.padEnd(19)}`), span(what, 'dim')]),
];
