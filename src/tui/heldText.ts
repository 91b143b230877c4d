import { isHashOfArguments } from '../app/heldArguments.ts';
import type { FleetCall } from '../app/control/fleet.ts';
import { fieldLines, type Field } from './fields.ts';
import { jsonLines } from './json.ts';
import { span, type Line, type Tone } from './line.ts';
import type { Size, State } from './model.ts';
import { brokenText, shown } from './width.ts';
import { minutes } from './wording.ts';

/** The held calls of all processes, those that wait longest first. */
export function heldCalls({ live }: Pick<State, 'live'>): readonly FleetCall[] {
  return [...live.held.values()].flat().sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1));
}

/** The held call that is looked at. */
export function chosenCall(state: State): FleetCall | null {
  const all = heldCalls(state);
  return all.find(({ id }) => id === state.ui.held) ?? all[0] ?? null;
}

/** What a person reads before they answer: whole, whatever its length; the screen is scrolled over it. */
export function heldText(call: FleetCall, now: number, width: number): Line[] {
  const { agent, agentId, verified, server, method, action, resource, rules, reason, owasp, risk, argsHash } = call;
  const isWhole = isWholeCall(call);
  const who = verified ? `${agent} (${agentId ?? 'verified'})` : `${agent} (not verified: anybody may say this name)`;
  const left = call.expiresAt - now;
  const fields: readonly Field[] = [
    ['time left', left > 0 ? minutes(left) : 'over', left > URGENT_MS ? 'bold' : 'bad'],
    ['agent', who, verified ? 'plain' : 'warn'],
    ['server', server, 'plain'],
    ['tool', method === 'tools/call' ? (action ?? '') : '', 'bold'],
    ['method', method === 'tools/call' ? '' : [method, action ?? ''].join(' '), 'bold'],
    ['resource', resource ?? '', 'plain'],
    ['risk', risk === null ? 'not known' : [risk.level, ...risk.effects].join(' · '), riskTone(risk?.level)],
    ['asked by', rules.map(({ policy, rule }) => `${policy}/${rule}`).join(', '), 'plain'],
    ['reason', reason, 'plain'],
    ['owasp', owasp.join(' '), 'dim'],
  ];
  return [
    ...fieldLines(fields, width),
    ...(isWhole ? [] : [[span(` ${WRONG_HASH}`, 'alarm')]]),
    [span(' arguments, exactly as they are sent:', 'dim')],
    ...argumentLines(call, width),
    [span(` ${shown(argsHash)}`, 'dim')],
  ];
}

/** Whether what is shown of a call is what an answer is bound to. */
export function isWholeCall(call: FleetCall): boolean {
  const known = fitting.get(call) ?? isHashOfArguments(call);
  fitting.set(call, known);
  return known;
}

/** Why a call whose hash is not that of its arguments cannot be approved. */
export const WRONG_HASH = 'the arguments do not fit their hash: this cannot be approved';

/** How much of the approvals screen the list takes, and how much what is read; both with their own lines. */
export function heldLayout(count: number, height: number): { readonly list: number; readonly text: number } {
  const list = Math.min(count + 1, Math.max(2, Math.floor(height / 4)));
  return { list, text: Math.max(1, height - list - 1) };
}

/** How far the text of the chosen call can be scrolled: at its end all of it has been on the screen. */
export function heldScrollEnd(state: State, body: Size): number {
  const call = chosenCall(state);
  if (call === null) return 0;
  const { text } = heldLayout(heldCalls(state).length, body.rows);
  return Math.max(0, heldText(call, state.now, body.columns).length - text);
}

/** Less than this is soon. */
const URGENT_MS = 20_000;

/** Arguments may be long, and a screen is drawn ten times a second. */
const fitting = new WeakMap<FleetCall, boolean>();
const drawn = new WeakMap<FleetCall, { readonly width: number; readonly lines: readonly Line[] }>();

function argumentLines(call: FleetCall, width: number): readonly Line[] {
  const known = drawn.get(call);
  if (known?.width === width) return known.lines;
  const lines = jsonLines(call.args).flatMap((line) => broken(line, width));
  drawn.set(call, { width, lines });
  return lines;
}

/** What goes on in the next line is marked: it is one line of what is sent. */
function broken(text: string, width: number): Line[] {
  return brokenText(text, width - 4).map((part, i) => [span(i === 0 ? '   ' : ' ↪ ', 'dim'), span(part)]);
}

function riskTone(level: string | undefined): Tone {
  if (level === 'critical' || level === 'high') return 'bad';
  return level === 'low' ? 'good' : 'warn';
}
