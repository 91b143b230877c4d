import { lineOf, type Line, type Tone } from '../line.ts';
import type { Size, State } from '../model.ts';
import { tableLines, type Column } from '../table.ts';
import { agentRows, denials, hits, type AgentRow } from '../tallies.ts';
import { shown } from '../width.ts';
import { clockTime, grouped } from '../wording.ts';

/** The agents: who is registered, who was heard of, and what they were allowed and denied. */
export function agentsView(state: State, { columns: width, rows: height }: Size): Line[] {
  const trouble = state.troubles.agents;
  const lines = trouble === undefined ? [] : [lineOf(`   ${shown(trouble, 300)}`, 'bad')];
  const chosen = state.ui.chosen.agents;
  return [
    ...lines,
    ...tableLines({
      columns: COLUMNS,
      rows: agentRows(state),
      width,
      height: height - lines.length,
      chosen,
      none: NONE,
    }),
  ];
}

const NONE = [
  'no agent is registered, and none was heard of yet',
  '',
  '`leash agents register` gives an agent a token of its own',
];

const STATUS_TONES = { active: 'good', suspended: 'bad', deleted: 'dim' } as const satisfies Record<string, Tone>;

const COLUMNS: readonly Column<AgentRow>[] = [
  { title: 'AGENT', width: 12, grow: 2, cell: ({ name }) => shown(name, 128), tone: () => 'bold' },
  {
    title: 'REGISTERED',
    width: 12,
    cell: ({ agent }) => (agent === null ? 'no' : agent.status === 'suspended' ? '✗ suspended' : `✓ ${agent.status}`),
    tone: ({ agent }) => (agent === null ? 'dim' : STATUS_TONES[agent.status]),
  },
  { title: 'SESSIONS', width: 8, align: 'right', cell: ({ sessions }) => grouped(sessions) },
  { title: 'CALLS', width: 9, align: 'right', cell: ({ tally }) => grouped(hits(tally)) },
  {
    title: 'DENIED',
    width: 9,
    align: 'right',
    cell: ({ tally }) => grouped(denials(tally)),
    tone: ({ tally }) => (denials(tally) > 0 ? 'bad' : 'dim'),
  },
  { title: 'LAST', width: 8, cell: ({ tally }) => (tally.last === 0 ? '' : clockTime(tally.last)), tone: () => 'dim' },
  {
    title: 'TYPE',
    width: 10,
    grow: 1,
    from: 100,
    cell: ({ agent }) => shown([agent?.vendor, agent?.type].filter(Boolean).join(' '), 60),
  },
  { title: 'LABELS', width: 14, grow: 2, from: 120, cell: labelsText, tone: () => 'dim' },
  { title: 'ID', width: 30, from: 150, cell: ({ agent }) => agent?.id ?? '', tone: () => 'dim' },
];

function labelsText({ agent }: AgentRow): string {
  const labels = Object.entries(agent?.labels ?? {}).map(([name, value]) => `${name}=${value}`);
  return shown([...(agent?.tags ?? []), ...labels].join(' '), 200);
}
