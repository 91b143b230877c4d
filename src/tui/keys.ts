import { pressToAnswer } from './answering.ts';
import { filterText, NO_FILTER, parseFilter, visibleRows } from './filter.ts';
import { heldCalls, heldScrollEnd } from './heldText.ts';
import { bodySize } from './layout.ts';
import { longText } from './longText.ts';
import {
  only,
  PARTS,
  SCREENS,
  withUi,
  type Effect,
  type Filter,
  type Key,
  type Row,
  type Screen,
  type State,
  type Step,
} from './model.ts';
import { agentRows, ruleRows } from './tallies.ts';

/** What a key does. */
export function press(state: State, key: Key): Step {
  if (key.name === 'ctrl-c') return { state, effects: [{ do: 'quit' }] };
  const { ui } = state;
  if (ui.question !== null) return pressToAnswer(state, ui.question, key);
  if (ui.typing !== null) return only(typed(state, ui.typing, key));
  if (ui.help) return key.name === 'q' ? QUIT(state) : only(withUi(state, { help: false }));
  const own = ownKeys(state).get(key.name) ?? EVERYWHERE.get(key.name);
  return own?.(state) ?? only(state);
}

type Press = (state: State) => Step;

const QUIT: Press = (state) => ({ state, effects: [{ do: 'quit' }] });

const EVERYWHERE: ReadonlyMap<string, Press> = new Map<string, Press>([
  ...SCREENS.map((screen, i): [string, Press] => [String(i + 1), (state) => goTo(state, screen)]),
  ['tab', (state) => goTo(state, nextScreen(state.ui.screen, 1))],
  ['shift-tab', (state) => goTo(state, nextScreen(state.ui.screen, -1))],
  ['right', (state) => goTo(state, nextScreen(state.ui.screen, 1))],
  ['left', (state) => goTo(state, nextScreen(state.ui.screen, -1))],
  ['?', (state) => only(withUi(state, { help: true }))],
  ['q', QUIT],
  ['s', (state) => only(withUi(state, { question: { kind: state.sights.stopped === null ? 'stop' : 'resume' } }))],
]);

/** Keys that move, and by how many lines. */
const MOVES: ReadonlyMap<string, (page: number) => number> = new Map([
  ['up', () => -1],
  ['k', () => -1],
  ['down', () => 1],
  ['j', () => 1],
  ['pageup', (page: number) => -page],
  ['pagedown', (page: number) => page],
  ['home', () => -Infinity],
  ['g', () => -Infinity],
  ['end', () => Infinity],
  ['G', () => Infinity],
]);

/** The keys of what is on the screen now; they come before those that work everywhere. */
function ownKeys({ ui }: State): ReadonlyMap<string, Press> {
  if (ui.opened !== null) return DETAIL;
  if (ui.screen === 'servers' && ui.inside !== null) return ui.inside.whole ? ONE_TOOL : TOOLS;
  return OWN[ui.screen];
}

function moving(move: (state: State, by: number) => State): readonly [string, Press][] {
  return [...MOVES].map(([name, by]) => [
    name,
    (state) => only(move(state, by(Math.max(1, bodySize(state).rows - 2)))),
  ]);
}

const SCROLLING: readonly [string, Press][] = moving((state, by) => {
  const { columns, rows } = bodySize(state);
  return scrolled(state, by, Math.max(0, longText(state, columns).length - rows));
});

const DETAIL: ReadonlyMap<string, Press> = new Map<string, Press>([
  ...SCROLLING,
  ...closing((state) => withUi(state, { opened: null, scroll: 0 })),
]);

const TOOLS: ReadonlyMap<string, Press> = new Map<string, Press>([
  ...moving((state, by) => {
    const { inside } = state.ui;
    if (inside === null) return state;
    const count = state.sights.servers?.[inside.server]?.all.length ?? 0;
    return withUi(state, { inside: { ...inside, tool: clamped(inside.tool + by, count - 1) } });
  }),
  ...closing((state) => withUi(state, { inside: null })),
  [
    'enter',
    (state) => only(withUi(state, { inside: state.ui.inside && { ...state.ui.inside, whole: true }, scroll: 0 })),
  ],
]);

const ONE_TOOL: ReadonlyMap<string, Press> = new Map<string, Press>([
  ...SCROLLING,
  ...closing((state) => withUi(state, { inside: state.ui.inside && { ...state.ui.inside, whole: false }, scroll: 0 })),
]);

function closing(close: (state: State) => State): readonly [string, Press][] {
  return ['escape', 'backspace', 'left', 'enter'].map((name) => [name, (state) => only(close(state))]);
}

const CALLS: readonly [string, Press][] = [
  ...moving((state, by) => {
    const rows = visibleRows(state.live, state.ui);
    const to = clamped(state.ui.chosen.calls + by, rows.length - 1);
    // Back at the newest one, the list follows again; anywhere else it stands still.
    const paused = to === 0 && by < 0 ? null : (state.ui.paused ?? (to === 0 ? null : state.live.rows));
    return choose(withUi(state, { paused }), 'calls', to);
  }),
  [
    ' ',
    (state) => only(choose(withUi(state, { paused: state.ui.paused === null ? state.live.rows : null }), 'calls', 0)),
  ],
  ['enter', openRow],
  ['/', (state) => only(withUi(state, { typing: filterText(state.ui.filter) }))],
  ['a', (state) => only(narrowed(state, ({ agent }) => ({ agent })))],
  ['v', (state) => only(narrowed(state, ({ server }) => ({ server })))],
  ['e', (state) => only(filtered(state, { ...state.ui.filter, effect: nextEffect(state.ui.filter.effect) }))],
  ['x', (state) => only(filtered(state, NO_FILTER))],
  ['escape', (state) => only(filtered(state, NO_FILTER))],
];

const APPROVALS: readonly [string, Press][] = [
  ['up', (state) => only(otherCall(state, -1))],
  ['k', (state) => only(otherCall(state, -1))],
  ['down', (state) => only(otherCall(state, 1))],
  ['j', (state) => only(otherCall(state, 1))],
  ...moving((state, by) => scrolled(state, by, heldScrollEnd(state, bodySize(state)))).filter(([name]) =>
    ['pageup', 'pagedown', 'home', 'end', 'g', 'G'].includes(name),
  ),
  [' ', (state) => only(scrolled(state, 5, heldScrollEnd(state, bodySize(state))))],
  ['a', (state) => pressToAnswer(state, null, { name: 'a', text: '' })],
  ['w', (state) => pressToAnswer(state, null, { name: 'w', text: '' })],
  ['d', (state) => pressToAnswer(state, null, { name: 'd', text: '' })],
];

const OWN: Readonly<Record<Screen, ReadonlyMap<string, Press>>> = {
  calls: new Map(CALLS),
  approvals: new Map(APPROVALS),
  servers: new Map<string, Press>([
    ...listing('servers', ({ sights }) => sights.servers?.length ?? 0),
    [
      'enter',
      (state) => only(state.sights.servers?.[state.ui.chosen.servers] === undefined ? state : enterServer(state)),
    ],
  ]),
  agents: new Map(listing('agents', (state) => agentRows(state).length)),
  policies: new Map(listing('policies', (state) => ruleRows(state).length)),
  rates: new Map(),
  chain: new Map<string, Press>([
    ...listing('chain', ({ sights }) => sights.chain?.shards.length ?? 0),
    ['v', (state) => (state.verification?.kind === 'running' ? only(state) : { state, effects: [{ do: 'verify' }] })],
  ]),
};

function listing(screen: Screen, count: (state: State) => number): readonly [string, Press][] {
  return moving((state, by) => choose(state, screen, clamped(state.ui.chosen[screen] + by, count(state) - 1)));
}

function goTo(state: State, screen: Screen): Step {
  const part = PARTS.get(screen);
  const effects: Effect[] = part === undefined ? [] : [{ do: 'look', part }];
  return { state: withUi(state, { screen, opened: null, inside: null, scroll: 0 }), effects };
}

function nextScreen(screen: Screen, by: number): Screen {
  return SCREENS[(SCREENS.indexOf(screen) + by + SCREENS.length) % SCREENS.length] ?? 'calls';
}

function enterServer(state: State): State {
  return withUi(state, { inside: { server: state.ui.chosen.servers, tool: 0, whole: false } });
}

function openRow(state: State): Step {
  const row = visibleRows(state.live, state.ui)[state.ui.chosen.calls];
  if (row === undefined) return only(state);
  const paused = state.ui.paused ?? state.live.rows;
  const next = withUi(state, { opened: { row, found: null, problem: null }, scroll: 0, paused });
  return { state: next, effects: row.place === null ? [] : [{ do: 'entry', place: row.place }] };
}

function otherCall(state: State, by: number): State {
  const all = heldCalls(state);
  const at = all.findIndex(({ id }) => id === state.ui.held);
  const held = all[clamped(Math.max(0, at) + by, all.length - 1)]?.id ?? null;
  return held === state.ui.held ? state : withUi(state, { held, scroll: 0 });
}

function scrolled(state: State, by: number, end: number): State {
  return withUi(state, { scroll: clamped(state.ui.scroll + by, end) });
}

/** Longest filter that can be typed. */
const LONGEST_FILTER = 200;

function typed(state: State, text: string, { name, text: more }: Key): State {
  switch (name) {
    case 'enter':
      return filtered(withUi(state, { typing: null }), parseFilter(text));
    case 'escape':
      return withUi(state, { typing: null });
    case 'backspace':
      return withUi(state, { typing: text.replace(/[^]$/u, '') });
    case 'ctrl-u':
      return withUi(state, { typing: '' });
    default:
      return withUi(state, { typing: `${text}${more.replace(/\s/g, ' ')}`.slice(0, LONGEST_FILTER) });
  }
}

/** Narrows the list to what the chosen line has, or no more where it is narrowed to that already. */
function narrowed(state: State, by: (row: Row) => Partial<Filter>): State {
  const row = visibleRows(state.live, state.ui)[state.ui.chosen.calls];
  if (row === undefined) return state;
  const { filter } = state.ui;
  const part = by(row);
  const isOn = Object.entries(part).every(([name, value]) => filter[name as keyof Filter] === value);
  return filtered(state, {
    ...filter,
    ...(isOn ? Object.fromEntries(Object.keys(part).map((name) => [name, ''])) : part),
  });
}

function filtered(state: State, filter: Filter): State {
  const isNone = Object.values(filter).every((value) => value === '');
  return choose(withUi(state, { filter: isNone ? NO_FILTER : filter }), 'calls', 0);
}

const EFFECTS = ['', 'deny', 'allow', 'observe', 'event'] as const;

function nextEffect(effect: string): string {
  return EFFECTS[(EFFECTS.findIndex((each) => each === effect) + 1) % EFFECTS.length] ?? '';
}

function choose(state: State, screen: Screen, to: number): State {
  return withUi(state, { chosen: { ...state.ui.chosen, [screen]: to } });
}

function clamped(to: number, last: number): number {
  return Math.max(0, Math.min(to, last));
}
