import { questionText } from './answering.ts';
import { filterText, NO_FILTER } from './filter.ts';
import { heldCalls } from './heldText.ts';
import { bodySize, SMALLEST } from './layout.ts';
import { cutLine, lineOf, lineWidth, span, spread, type Line } from './line.ts';
import { proxiesOf, totalsOf } from './live.ts';
import { longText } from './longText.ts';
import { SCREENS, type Screen, type Size, type State } from './model.ts';
import { agentsView } from './views/agents.ts';
import { approvalsView } from './views/approvals.ts';
import { callsView } from './views/calls.ts';
import { chainView } from './views/chain.ts';
import { helpView } from './views/help.ts';
import { policiesView } from './views/policies.ts';
import { ratesView } from './views/rates.ts';
import { serversView } from './views/servers.ts';
import { brokenText, shown } from './width.ts';
import { amount, clockTime, dayTime, grouped, minutes } from './wording.ts';

/** The whole screen: as many lines as the terminal has, none wider than it. */
export function frame(state: State): readonly Line[] {
  const { columns, rows } = state.size;
  if (columns < SMALLEST.columns || rows < SMALLEST.rows) return tooSmall(state);
  const body = bodySize(state);
  const lines = [
    titleLine(state, columns),
    screensLine(state),
    ...alerts(state, columns),
    rule(columns),
    ...padded(bodyLines(state, body), body.rows),
    rule(columns),
    footLine(state, columns),
  ];
  return lines.map((line) => (lineWidth(line) > columns ? cutLine(line, columns) : line));
}

function bodyLines(state: State, body: Size): readonly Line[] {
  const { ui } = state;
  if (ui.help) return helpView(body);
  if (ui.opened !== null || ui.inside?.whole === true) {
    const lines = longText(state, body.columns);
    const from = Math.max(0, Math.min(ui.scroll, lines.length - body.rows));
    return lines.slice(from, from + body.rows);
  }
  return VIEWS[ui.screen](state, body);
}

const VIEWS: Readonly<Record<Screen, (state: State, body: Size) => Line[]>> = {
  calls: callsView,
  approvals: approvalsView,
  servers: serversView,
  agents: agentsView,
  policies: policiesView,
  rates: ratesView,
  chain: chainView,
};

const TITLES: Readonly<Record<Screen, string>> = {
  calls: 'Calls',
  approvals: 'Approvals',
  servers: 'Servers',
  agents: 'Agents',
  policies: 'Policies',
  rates: 'Rates',
  chain: 'Chain',
};

function titleLine(state: State, columns: number): Line {
  const { live, sights, now } = state;
  const proxies = proxiesOf(live);
  const totals = totalsOf(live);
  const sessions = proxies.reduce((sum, { sessionCount }) => sum + sessionCount, 0);
  const calls = totals.allowed + totals.denied + totals.observed + totals.unrecorded;
  const denied = totals.denied + totals.unrecorded;
  const parts = [amount(proxies.length, 'process', 'processes'), amount(sessions, 'session'), amount(calls, 'call')];
  const left = [
    span(' LEASH ', 'bold'),
    span(` ${parts.join(' · ')} · `),
    span(`${grouped(denied)} denied`, denied > 0 ? 'bad' : 'plain'),
  ];
  const standing = sights.stopped === null ? span('● deciding', 'good') : span('■ STOPPED', 'alarm');
  const clock = [standing, span(`  ${clockTime(now)} `, 'dim')];
  return spread(left, lineWidth(left) + lineWidth(clock) < columns ? clock : [standing, span(' ')], columns);
}

function screensLine(state: State): Line {
  const waiting = heldCalls(state).length;
  return SCREENS.map((screen, i) => {
    const count = screen === 'approvals' && waiting > 0 ? `(${waiting})` : '';
    const isHere = screen === state.ui.screen;
    const text = `${i + 1} ${TITLES[screen]}${count}`;
    return span(isHere ? `[${text}]` : ` ${text} `, isHere ? 'bold' : count === '' ? 'dim' : 'warn');
  });
}

function alerts(state: State, columns: number): Line[] {
  const { stopped } = state.sights;
  const [first] = heldCalls(state);
  return [
    ...(stopped === null ? [] : [bar(stoppedText(stopped), 'alarm', columns)]),
    ...(first === undefined ? [] : [bar(waitingText(state), 'loud', columns)]),
  ];
}

function stoppedText({ reason, at }: NonNullable<State['sights']['stopped']>): string {
  const since = at > 0 ? ` since ${dayTime(at)}` : '';
  return `■ EVERYTHING IS STOPPED${since}${reason === '' ? '' : `: ${shown(reason, 200)}`}; s resumes`;
}

function waitingText(state: State): string {
  const all = heldCalls(state);
  const [first] = all;
  if (first === undefined) return '';
  const what = shown(`${first.agent} → ${first.server}/${first.action ?? first.method}`, 120);
  const left = minutes(Math.max(0, first.expiresAt - state.now));
  return `! ${amount(all.length, 'call')} ${all.length === 1 ? 'waits' : 'wait'} for you, ${left} left (press 2): ${what}`;
}

/** From edge to edge, so that nobody overlooks it. */
function bar(text: string, tone: 'alarm' | 'loud', columns: number): Line {
  const cut = cutLine([span(` ${text}`)], columns);
  return [span(`${cut[0]?.text ?? ''}${' '.repeat(Math.max(0, columns - lineWidth(cut)))}`, tone)];
}

function rule(columns: number): Line {
  return lineOf('─'.repeat(columns), 'dim');
}

/** What is asked, else what is typed, else what was said, else the keys. */
function footLine(state: State, columns: number): Line {
  const { question, typing, notice } = state.ui;
  if (question !== null) {
    const keys = question.kind === 'passphrase' ? '  Enter sends, Esc leaves' : '  y yes, any other key no';
    return [span(` ${questionText(question)} `, 'loud'), span(keys, 'bold')];
  }
  if (typing !== null)
    return [
      span(' / ', 'accent'),
      span(shown(typing)),
      span('▏', 'accent'),
      span('  Enter applies, Esc leaves', 'dim'),
    ];
  if (notice !== null) return [span(` ${shown(notice.text, 300)}`, notice.tone)];
  return spread([span(' '), span(keysText(state))], positionOf(state), columns);
}

function keysText({ ui }: State): string {
  if (ui.help) return 'any key back  q quit';
  if (ui.opened !== null || ui.inside?.whole === true) return '↑↓ PgDn scroll  Esc back  ? help  q quit';
  if (ui.inside !== null) return '↑↓ move  Enter all it says  Esc back  ? help  q quit';
  return KEYS[ui.screen];
}

const COMMON = '? help  q quit';

const KEYS: Readonly<Record<Screen, string>> = {
  calls: `↑↓ move  Enter detail  Space pause  / filter  s stop  ? help  q quit`,
  approvals: `a approve  w for the session  d deny  ↑↓ choose  PgDn scroll  ${COMMON}`,
  servers: `↑↓ move  Enter tools  s stop  ${COMMON}`,
  agents: `↑↓ move  s stop  ${COMMON}`,
  policies: `↑↓ move  s stop  ${COMMON}`,
  rates: `s stop  ${COMMON}`,
  chain: `↑↓ move  v verify  s stop  ${COMMON}`,
};

/** Whether the list of calls follows, and what it is narrowed to. */
function positionOf({ live, ui }: State): Line {
  if (ui.screen !== 'calls' || ui.opened !== null || ui.help) return [];
  const filter = ui.filter === NO_FILTER ? [] : [span(`/${shown(filterText(ui.filter), 40)} `, 'accent')];
  if (ui.paused === null) return [...filter, span('following ', 'dim')];
  const newer = live.next - 1 - (ui.paused.at(-1)?.number ?? 0);
  return [...filter, span(newer > 0 ? `paused, ${grouped(newer)} new ` : 'paused ', 'warn')];
}

function tooSmall({ size, live, sights }: State): Line[] {
  const { columns, rows } = size;
  const text = `The dashboard needs ${SMALLEST.columns}x${SMALLEST.rows}, this terminal has ${columns}x${rows}.`;
  const held = [...live.held.values()].flat().length;
  const state = `${sights.stopped === null ? '' : 'STOPPED. '}${held === 0 ? '' : `${amount(held, 'call')} held. `}q quits.`;
  const lines = [text, state].flatMap((each) => brokenText(each, Math.max(1, columns)));
  return lines.slice(0, Math.max(1, rows)).map((each) => lineOf(each, 'plain'));
}

function padded(lines: readonly Line[], count: number): Line[] {
  return Array.from({ length: count }, (_, i) => lines[i] ?? []);
}
