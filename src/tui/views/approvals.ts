import type { FleetCall } from '../../app/control/fleet.ts';
import { chosenCall, heldCalls, heldLayout, heldScrollEnd, heldText } from '../heldText.ts';
import { lineOf, span, type Line } from '../line.ts';
import type { Size, State } from '../model.ts';
import { tableLines, type Column } from '../table.ts';
import { shown } from '../width.ts';
import { amount, minutes } from '../wording.ts';

/** The calls that wait for a person, and the chosen one in full. */
export function approvalsView(state: State, body: Size): Line[] {
  const { columns: width, rows: height } = body;
  const all = heldCalls(state);
  const call = chosenCall(state);
  if (call === null) return NONE.map((text) => lineOf(text === '' ? '' : `   ${text}`, 'dim')).slice(0, height);
  const { list, text: room } = heldLayout(all.length, height);
  const rows = all.map((each) => ({
    ...each,
    left: each.expiresAt - state.now,
    isSending: state.ui.sending.has(each.id),
  }));
  const chosen = all.findIndex(({ id }) => id === call.id);
  const table = tableLines({ columns: COLUMNS, rows, width, height: list, chosen, none: [] });
  const end = heldScrollEnd(state, body);
  const from = Math.min(state.ui.scroll, end);
  const lines = heldText(call, state.now, width);
  const more = Math.max(0, lines.length - from - room);
  return [...table, ruleLine(more, from, width), ...lines.slice(from, from + room)];
}

const NONE = [
  '',
  'no call waits for you',
  '',
  'A rule with `effect: ask` holds a call until somebody answers it: here,',
  'by `leash approvals`, in the client, or over the API.',
  'Where nobody answers in time, it is denied.',
];

interface HeldRow extends FleetCall {
  readonly left: number;
  readonly isSending: boolean;
}

const COLUMNS: readonly Column<HeldRow>[] = [
  {
    title: 'LEFT',
    width: 7,
    cell: ({ left, isSending }) => (isSending ? 'sending' : left > 0 ? minutes(left) : 'over'),
    tone: ({ left }) => (left > 20_000 ? 'plain' : 'bad'),
  },
  {
    title: 'RISK',
    width: 8,
    cell: ({ risk }) => risk?.level ?? '?',
    tone: ({ risk }) => (risk?.level === 'low' ? 'plain' : 'warn'),
  },
  { title: 'AGENT', width: 10, grow: 1, cell: ({ agent }) => shown(agent, 60) },
  { title: 'SERVER', width: 12, grow: 1, cell: ({ server }) => shown(server, 60) },
  {
    title: 'CALL',
    width: 17,
    grow: 3,
    cell: ({ action, method, resource }) => shown(`${action ?? method} ${resource ?? ''}`, 300),
  },
];

function ruleLine(more: number, from: number, width: number): Line {
  const text = more > 0 ? ` ${amount(more, 'more line')} below: PgDn ` : from > 0 ? ' all of it was shown ' : '';
  return [span('─'.repeat(Math.max(0, width - text.length)), 'dim'), span(text, more > 0 ? 'warn' : 'dim')];
}
