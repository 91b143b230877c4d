import type { Filter, Live, Row, Ui } from './model.ts';

/** Everything is shown. */
export const NO_FILTER: Filter = { agent: '', server: '', effect: '', text: '' };

/** Reads what was typed: `agent:NAME`, `server:NAME`, `effect:allow|deny|observe|event`, and words that a line must hold. */
export function parseFilter(typed: string): Filter {
  const filter = { ...NO_FILTER };
  const words: string[] = [];
  for (const word of typed.split(/\s+/)) {
    const [, name, value] = /^(agent|server|effect):(.*)$/.exec(word) ?? [];
    if (value === undefined) words.push(word);
    else if (name === 'agent' || name === 'server' || name === 'effect') filter[name] = value;
  }
  return { ...filter, text: words.join(' ').trim() };
}

/** The same as it can be typed again. */
export function filterText({ agent, server, effect, text }: Filter): string {
  const named = Object.entries({ agent, server, effect }).flatMap(([name, value]) =>
    value === '' ? [] : [`${name}:${value}`],
  );
  return [...named, text].join(' ').trim();
}

/** Whether a line is one of those that are looked for; upper and lower case are one. */
export function fits(row: Row, { agent, server, effect, text }: Filter): boolean {
  if (!holds(row.agent, agent) || !holds(row.server, server)) return false;
  if (effect !== '' && !EFFECT_WORDS[row.effect].startsWith(effect.toLowerCase())) return false;
  if (text === '') return true;
  const whole = [
    row.agent,
    row.server,
    row.method,
    row.action,
    row.resource,
    row.reason,
    row.place ?? '',
    ...row.rules,
  ];
  const line = whole.join(' ').toLowerCase();
  return text
    .toLowerCase()
    .split(' ')
    .every((word) => line.includes(word));
}

/** What the effects are called where a person reads or types them. */
export const EFFECT_WORDS: Readonly<Record<Row['effect'], string>> = {
  allow: 'allow',
  deny: 'deny',
  observe_deny: 'observe',
  unrecorded: 'unrecorded',
  event: 'event',
};

/** The lines of the live list, newest first: as they were when it was paused, else as they are. */
export function visibleRows(live: Live, { paused, filter }: Pick<Ui, 'paused' | 'filter'>): readonly Row[] {
  // A flood of allowed calls does not push a denial out of what is looked through.
  const all = paused !== null ? settled(paused, live) : filter === NO_FILTER ? live.rows : withDenials(live);
  return all.filter((row) => fits(row, filter)).reverse();
}

/** What stands still still says what became of it. */
function settled(paused: readonly Row[], { rows }: Live): readonly Row[] {
  const first = rows[0]?.number ?? Infinity;
  return paused.map((row) => (row.number < first ? row : (rows[row.number - first] ?? row)));
}

function withDenials({ rows, denials }: Live): readonly Row[] {
  const first = rows[0]?.number ?? Infinity;
  return [...denials.filter(({ number }) => number < first), ...rows];
}

function holds(text: string, part: string): boolean {
  return part === '' || text.toLowerCase().includes(part.toLowerCase());
}
