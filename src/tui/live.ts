import type { LogLine } from '../app/auditLine.ts';
import type { LiveCounts, LiveDecision, LiveEvent, LiveOutcome } from '../app/control/feed.ts';
import type { FleetEvent, FleetProxy } from '../app/control/fleet.ts';
import { LATENCY_CLASSES, latencyClass } from './latency.ts';
import type { Bucket, Live, Row, Tally } from './model.ts';
import { rowOfDecision, rowOfLog, rowOfNote } from './row.ts';

const NONE: LiveCounts = { allowed: 0, denied: 0, observed: 0, unrecorded: 0, outcomes: 0, errors: 0, events: 0 };

/** Nothing has happened yet. */
export const NOTHING: Live = {
  next: 1,
  rows: [],
  denials: [],
  missed: 0,
  rules: new Map(),
  agents: new Map(),
  seconds: new Map(),
  seen: new Map(),
  counts: new Map(),
  forgotten: NONE,
  proxies: new Map(),
  held: new Map(),
};

/** Most rows that are kept, most denials beside them, most names that are counted, most seconds that are drawn, most processes. */
export const KEPT = { rows: 2000, denials: 500, names: 500, seconds: 600, processes: 1000 } as const;

/** Where names are counted that came after the first few hundred. */
export const OTHERS = '(others)';
/** Where decisions are counted that no rule made. */
export const NO_RULE = '(no rule)';

/** Takes in what processes told, in its order. What was told before, as after a new connection, is left out. */
export function takeEvents(live: Live, events: readonly FleetEvent[], now: number): Live {
  const batch = new Batch(live);
  for (const event of events) batch.take(event, now);
  return batch.result(now);
}

/** Puts before what was told what stands in the log from before; what is in both is there once. */
export function withHistory(live: Live, lines: readonly LogLine[]): Live {
  const told = new Set(live.rows.map(({ place }) => place));
  const before = lines.filter(({ shard, seq }) => !told.has(`${shard}:${seq}`)).toReversed();
  const rows = before.flatMap((line, i) => rowOfLog(live.next + i, line) ?? []);
  // Numbered anew, so that they count up.
  const all = [...rows, ...live.rows].slice(-KEPT.rows).map((row, i) => ({ ...row, number: live.next + i }));
  return { ...live, rows: all, denials: all.filter(isDenial).slice(-KEPT.denials), next: live.next + all.length };
}

/** What all processes have counted, those that have ended since included. */
export function totalsOf({ counts, forgotten }: Live): LiveCounts {
  return [...counts.values()].reduce(plus, forgotten);
}

/** The processes, those that were started first before the others. */
export function proxiesOf({ proxies }: Live): readonly FleetProxy[] {
  return [...proxies.values()].sort((one, other) => one.info.startedAt - other.info.startedAt);
}

type Counted = 'allow' | 'deny' | 'observe_deny' | 'unrecorded';

type OpenBucket = { -readonly [Name in keyof Bucket]: Bucket[Name] extends number ? number : number[] };

/** Works on copies that are made once a batch, so that thousands of events cost no thousand copies. */
class Batch {
  readonly #live: Live;
  readonly #rows: Row[] = [];
  readonly #outcomes = new Map<string, Row['outcome']>();
  readonly #rules: Map<string, Tally>;
  readonly #agents: Map<string, Tally>;
  readonly #seconds: Map<number, Bucket>;
  readonly #open = new Map<number, OpenBucket>();
  readonly #seen: Map<string, number>;
  readonly #counts: Map<string, LiveCounts>;
  readonly #proxies: Map<string, FleetProxy>;
  readonly #held: Map<string, Live['held'] extends ReadonlyMap<string, infer Calls> ? Calls : never>;
  #forgotten: LiveCounts;
  #missed: number;
  #next: number;

  constructor(live: Live) {
    this.#live = live;
    this.#rules = new Map(live.rules);
    this.#agents = new Map(live.agents);
    this.#seconds = new Map(live.seconds);
    this.#seen = new Map(live.seen);
    this.#counts = new Map(live.counts);
    this.#proxies = new Map(live.proxies);
    this.#held = new Map(live.held);
    this.#forgotten = live.forgotten;
    this.#missed = live.missed;
    this.#next = live.next;
  }

  take(told: FleetEvent, now: number): void {
    switch (told.kind) {
      case 'event':
        this.#event(told.proxy, told.event, now);
        return;
      case 'gap':
        this.#missed += told.missed ?? 0;
        return;
      case 'status':
        this.#status(told.proxy, now);
        return;
      case 'approvals':
        this.#held.set(
          told.proxy,
          told.held.map((call) => ({ ...call, proxy: told.proxy })),
        );
        return;
      case 'left':
        this.#proxies.delete(told.proxy);
        this.#held.delete(told.proxy);
        this.#forget();
    }
  }

  result(now: number): Live {
    for (const [second, bucket] of this.#open) this.#seconds.set(second, bucket);
    const oldest = Math.floor(now / 1000) - KEPT.seconds;
    for (const second of this.#seconds.keys()) if (second < oldest) this.#seconds.delete(second);
    const denials = this.#rows.filter(isDenial);
    return {
      next: this.#next,
      rows: settle([...this.#live.rows, ...this.#rows].slice(-KEPT.rows), this.#outcomes),
      denials: settle([...this.#live.denials, ...denials].slice(-KEPT.denials), this.#outcomes),
      missed: this.#missed,
      rules: this.#rules,
      agents: this.#agents,
      seconds: this.#seconds,
      seen: this.#seen,
      counts: this.#counts,
      forgotten: this.#forgotten,
      proxies: this.#proxies,
      held: this.#held,
    };
  }

  #event(proxy: string, event: LiveEvent, now: number): void {
    // After a new connection a process begins with what it has told already.
    if (event.seq <= (this.#seen.get(proxy) ?? 0)) return;
    if (Number.isSafeInteger(event.seq)) this.#seen.set(proxy, event.seq);
    switch (event.kind) {
      case 'decision':
        this.#decision(proxy, event, now);
        return;
      case 'outcome':
        this.#outcome(event);
        return;
      case 'event':
        this.#push(rowOfNote(this.#next, proxy, event));
    }
  }

  /** Rates come from what a process counts itself: its events may be more than are told. */
  #status(proxy: FleetProxy, now: number): void {
    const before = this.#counts.get(proxy.id);
    if (before !== undefined) {
      const bucket = this.#bucket(Math.floor(now / 1000));
      for (const name of CHARTED) {
        const more = proxy.counts[name] - before[name];
        if (more > 0) bucket[name] += more;
      }
    }
    this.#counts.set(proxy.id, proxy.counts);
    this.#proxies.set(proxy.id, proxy);
  }

  /** Keeps no more than so many processes that have ended. */
  #forget(): void {
    for (const [id, counts] of this.#counts) {
      if (this.#counts.size <= KEPT.processes) return;
      if (this.#proxies.has(id)) continue;
      this.#forgotten = plus(this.#forgotten, counts);
      this.#counts.delete(id);
      this.#seen.delete(id);
    }
  }

  #decision(proxy: string, event: LiveDecision, now: number): void {
    const row = rowOfDecision(this.#next, proxy, event);
    const { effect } = row;
    const counted: Counted = effect === 'event' ? 'unrecorded' : effect;
    const at = Number.isFinite(event.at) ? Math.min(event.at, now) : now;
    for (const rule of row.rules.length === 0 ? [NO_RULE] : row.rules) count(this.#rules, rule, counted, at);
    count(this.#agents, row.agent, counted, at);
    const { latency } = this.#bucket(Math.floor(at / 1000));
    const place = latencyClass(event.recordNs);
    latency[place] = (latency[place] ?? 0) + 1;
    this.#push(row);
  }

  #bucket(second: number): OpenBucket {
    const open = this.#open.get(second);
    if (open !== undefined) return open;
    const before = this.#seconds.get(second);
    const bucket =
      before === undefined
        ? { allowed: 0, denied: 0, observed: 0, unrecorded: 0, latency: new Array<number>(LATENCY_CLASSES).fill(0) }
        : { ...before, latency: [...before.latency] };
    this.#open.set(second, bucket);
    return bucket;
  }

  #outcome({ parent, status, durationNs, bytes }: LiveOutcome): void {
    this.#outcomes.set(parent, { status, durationNs, bytes });
  }

  #push(row: Row): void {
    this.#next += 1;
    this.#rows.push(row);
    // Far more than are kept in one batch would be kept until its end.
    if (this.#rows.length >= 4 * KEPT.rows) this.#rows.splice(0, 2 * KEPT.rows);
  }
}

/** Whether somebody may look for it later: everything but what was simply allowed. */
function isDenial({ effect }: Row): boolean {
  return effect !== 'allow' && effect !== 'event';
}

const CHARTED = ['allowed', 'denied', 'observed', 'unrecorded'] as const;

/** Adds to rows what became of them. */
function settle(rows: readonly Row[], outcomes: ReadonlyMap<string, Row['outcome']>): readonly Row[] {
  if (outcomes.size === 0) return rows;
  return rows.map((row) => {
    const outcome = row.place === null ? undefined : outcomes.get(row.place);
    return outcome === undefined ? row : { ...row, outcome };
  });
}

/** Counts under a name, as long as there are not too many of them: names are foreign. */
function count(tallies: Map<string, Tally>, name: string, counted: Counted, at: number): void {
  const key = tallies.has(name) || tallies.size < KEPT.names ? name : OTHERS;
  const before = tallies.get(key) ?? { allow: 0, deny: 0, observe_deny: 0, unrecorded: 0, last: 0 };
  tallies.set(key, { ...before, [counted]: before[counted] + 1, last: Math.max(before.last, at) });
}

function plus(one: LiveCounts, other: LiveCounts): LiveCounts {
  return {
    allowed: one.allowed + other.allowed,
    denied: one.denied + other.denied,
    observed: one.observed + other.observed,
    unrecorded: one.unrecorded + other.unrecorded,
    outcomes: one.outcomes + other.outcomes,
    errors: one.errors + other.errors,
    events: one.events + other.events,
  };
}
