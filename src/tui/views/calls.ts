import { effectTone } from '../longText.ts';
import { EFFECT_WORDS, visibleRows } from '../filter.ts';
import type { Line } from '../line.ts';
import type { Row, Size, State } from '../model.ts';
import { tableLines, type Column } from '../table.ts';
import { shown } from '../width.ts';
import { clockTime, duration } from '../wording.ts';

/** Every call of every process, the newest first. */
export function callsView({ live, ui }: State, { columns: width, rows: height }: Size): Line[] {
  const rows = visibleRows(live, ui);
  return tableLines({ columns: COLUMNS, rows, width, height, chosen: ui.chosen.calls, none: NONE });
}

const NONE = [
  'no call yet: what agents ask their tools for appears here',
  '',
  'put a server behind leash-mcp to begin',
];

const SIGNS: Readonly<Record<Row['effect'], string>> = {
  allow: '✓',
  deny: '✗',
  observe_deny: '!',
  unrecorded: '✗',
  event: '·',
};

const COLUMNS: readonly Column<Row>[] = [
  { title: 'TIME', width: 8, cell: ({ at }) => clockTime(at), tone: () => 'dim' },
  {
    title: 'EFFECT',
    width: 9,
    cell: ({ effect }) => `${SIGNS[effect]} ${EFFECT_WORDS[effect]}`,
    tone: ({ effect }) => effectTone(effect),
  },
  { title: 'AGENT', width: 11, grow: 1, cell: ({ agent }) => shown(agent, 60) },
  { title: 'SERVER', width: 10, grow: 1, cell: ({ server }) => shown(server, 60) },
  { title: 'CALL', width: 17, grow: 3, cell: callText },
  { title: 'WHY', width: 20, grow: 4, from: 130, cell: whyText, tone: () => 'dim' },
  { title: 'OUTCOME', width: 10, cell: outcomeCell, tone: outcomeTone },
  { title: 'PLACE', width: 10, from: 110, cell: ({ place }) => place ?? '', tone: () => 'dim' },
];

function callText({ effect, action, resource, method, reason }: Row): string {
  if (effect === 'event') return shown(`${action} ${reason}`.trim(), 300);
  const what = action === '' ? method : action;
  return shown(resource === '' || resource === action ? what : `${what} ${resource}`, 300);
}

function whyText({ effect, rules, reason }: Row): string {
  if (effect === 'event') return '';
  return shown(rules.length === 0 ? reason : `${rules.join(' ')}: ${reason}`, 300);
}

function outcomeCell({ effect, outcome }: Row): string {
  if (outcome === null) return effect === 'allow' || effect === 'observe_deny' ? '…' : '';
  return outcome.status === 'success' ? `ok ${duration(outcome.durationNs)}` : outcome.status;
}

function outcomeTone({ outcome }: Row): 'dim' | 'warn' {
  return outcome === null || outcome.status === 'success' ? 'dim' : 'warn';
}
