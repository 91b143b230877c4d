import { gradeTone } from '../longText.ts';
import { lineOf, type Line } from '../line.ts';
import type { Size, State } from '../model.ts';
import type { ServerSight } from '../source.ts';
import { tableLines, type Column } from '../table.ts';
import { shown } from '../width.ts';
import { clockTime, dayTime } from '../wording.ts';

/** The servers, what is pinned of each and what waits; or the tools of one. */
export function serversView(state: State, { columns: width, rows: height }: Size): Line[] {
  const { sights, troubles, ui } = state;
  if (sights.servers === null)
    return [lineOf(`   ${troubles.servers ?? 'looking …'}`, troubles.servers === undefined ? 'dim' : 'bad')];
  if (ui.inside !== null) {
    const server = sights.servers[ui.inside.server];
    if (server === undefined) return [lineOf('   this server is not known any more', 'dim')];
    const title = lineOf(` ${shown(server.server, 60)}  ${shown(server.started, 200)}`, 'bold');
    const rows = server.all;
    return [
      title,
      ...tableLines({ columns: TOOLS, rows, width, height: height - 1, chosen: ui.inside.tool, none: ['nothing'] }),
    ];
  }
  const live = new Set([...state.live.proxies.values()].map(({ info }) => info.server));
  const rows = sights.servers.map((server) => ({ ...server, isLive: live.has(server.server) }));
  return tableLines({ columns: SERVERS, rows, width, height, chosen: ui.chosen.servers, none: NONE });
}

const NONE = ['no server is known yet: the first that runs behind leash-mcp will be'];

interface ServerRow extends ServerSight {
  readonly isLive: boolean;
}

const LEVELS = ['critical', 'high', 'medium', 'low'] as const;

function worstRisk({ all }: ServerSight): string {
  return LEVELS.find((level) => all.some(({ risk }) => risk?.level === level)) ?? '';
}

const GRADES = ['block', 'warn', 'info'] as const;

function findingsText({ all }: ServerSight): string {
  const found = GRADES.map((grade) => [all.filter((tool) => tool.grade === grade).length, grade] as const);
  return found.flatMap(([count, grade]) => (count === 0 ? [] : `${count} ${grade}`)).join(', ') || 'none';
}

const SERVERS: readonly Column<ServerRow>[] = [
  { title: 'SERVER', width: 14, grow: 2, cell: ({ server }) => shown(server, 80), tone: () => 'bold' },
  {
    title: 'NOW',
    width: 4,
    cell: ({ isLive }) => (isLive ? 'live' : '-'),
    tone: ({ isLive }) => (isLive ? 'good' : 'dim'),
  },
  { title: 'TOOLS', width: 5, align: 'right', cell: ({ tools }) => String(tools) },
  {
    title: 'PINS',
    width: 12,
    cell: ({ problem, trusted, waiting }) =>
      problem !== null ? 'unreadable' : !trusted ? '! stranger' : waiting > 0 ? `! ${waiting} waiting` : '✓ accepted',
    tone: ({ problem, trusted, waiting }) => (problem !== null ? 'bad' : !trusted || waiting > 0 ? 'warn' : 'good'),
  },
  { title: 'RISK', width: 8, cell: worstRisk, tone: (row) => gradeTone(worstRisk(row)) },
  {
    title: 'FINDINGS',
    width: 14,
    cell: findingsText,
    tone: ({ all }) => (all.some(({ grade }) => grade === 'block') ? 'bad' : 'plain'),
  },
  {
    title: 'SINCE',
    width: 19,
    from: 120,
    cell: ({ since }) => (since === null ? '' : dayTime(since)),
    tone: () => 'dim',
  },
  {
    title: 'STARTED AS',
    width: 8,
    grow: 5,
    from: 100,
    cell: ({ started, problem }) => shown(problem ?? started, 300),
    tone: () => 'dim',
  },
];

type Tool = ServerSight['all'][number];

const TOOLS: readonly Column<Tool>[] = [
  {
    title: 'TOOL',
    width: 20,
    grow: 2,
    cell: ({ kind, name }) => (kind === 'tool' ? shown(name, 128) : `(${kind})`),
    tone: () => 'bold',
  },
  {
    title: 'STATE',
    width: 10,
    cell: ({ state }) => (state === 'accepted' ? '✓ accepted' : '! waiting'),
    tone: ({ state }) => (state === 'accepted' ? 'good' : 'warn'),
  },
  { title: 'HOW', width: 11, cell: ({ how }) => how },
  { title: 'RISK', width: 8, cell: ({ risk }) => risk?.level ?? '', tone: ({ risk }) => gradeTone(risk?.level ?? '') },
  { title: 'SCANNER', width: 7, cell: ({ grade }) => grade, tone: ({ grade }) => gradeTone(grade) },
  { title: 'EFFECTS', width: 8, grow: 2, from: 100, cell: ({ risk }) => risk?.effects.join(', ') ?? '' },
  { title: 'SINCE', width: 8, cell: ({ at }) => clockTime(at), tone: () => 'dim' },
  {
    title: 'FINDING',
    width: 10,
    grow: 4,
    from: 130,
    cell: ({ findings: [first] }) => (first === undefined ? '' : shown(`${first.rule}: ${first.message}`, 300)),
    tone: () => 'dim',
  },
];
