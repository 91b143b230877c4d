/** A place in a rate limit: at most `max` calls within any `windowMs`, of all that are counted under the key. */
export interface Place {
  readonly key: string;
  readonly max: number;
  readonly windowMs: number;
}

/** A call that wants all of its places, or none. */
export interface Ask {
  /** Names the call among all calls of all processes. */
  readonly take: string;
  readonly atMs: number;
  readonly places: readonly Place[];
}

/** The calls that already stand under a key, as far as a batch of asks needs to know them. */
export interface Standing {
  /** When the newest of them came; null where there is none. */
  readonly newestMs: number | null;
  /** How many of the newest are left out of `older`. */
  readonly skipped: number;
  /** When those behind them came, the newest first. */
  readonly older: readonly number[];
}

/** A place that is taken from now on. */
export interface Taken {
  readonly key: string;
  readonly take: string;
  readonly atMs: number;
  readonly expiresMs: number;
}

export type Answer =
  | { readonly granted: true; readonly taken: readonly Taken[] }
  | { readonly granted: false; readonly retryAtMs: number; readonly key: string };

/** What a batch needs to know of a key for one size of its limit. */
export interface Want {
  readonly key: string;
  readonly skip: number;
  readonly count: number;
}

/** Names what a place needs to know: two limits of one key look at different depths. */
export function wantId({ key, max }: Pick<Place, 'key' | 'max'>): string {
  return `${max} ${key}`;
}

/** What has to be looked up to answer these asks, each once, by `wantId`. */
export function wantsOf(asks: readonly Ask[]): Map<string, Want> {
  const places = asks.flatMap((ask) => ask.places);
  const asked = new Map<string, number>();
  for (const { key } of places) asked.set(key, (asked.get(key) ?? 0) + 1);
  const wants = new Map<string, Want>();
  for (const place of places) {
    // The call that stands in the way is the max-th newest; each place taken before it in the batch brings that one nearer.
    const skip = Math.max(0, place.max - (asked.get(place.key) ?? 0));
    wants.set(wantId(place), { key: place.key, skip, count: place.max - skip });
  }
  return wants;
}

/**
 * Answers asks in their order, each as if those before it were done: a call has its places where, under each key, the
 * `max`-th newest call before it is at least `windowMs` old. Time under a key never runs backwards: a clock that has
 * stepped back stands still until it has caught up.
 */
export function answerAsks(asks: readonly Ask[], standing: ReadonlyMap<string, Standing>): Answer[] {
  const batch = new Map<string, number[]>();
  return asks.map((ask) => answer(ask, standing, batch));
}

function answer(ask: Ask, standing: ReadonlyMap<string, Standing>, batch: Map<string, number[]>): Answer {
  const taken: Taken[] = [];
  let denied: Extract<Answer, { granted: false }> | null = null;
  for (const [index, place] of ask.places.entries()) {
    const { key, max, windowMs } = place;
    const stands = standing.get(wantId(place)) ?? NOTHING;
    const mine = batch.get(key) ?? [];
    batch.set(key, mine);
    const now = Math.max(ask.atMs, mine.at(-1) ?? stands.newestMs ?? -Infinity);
    const before = nthNewest(mine, stands, max - 1);
    const retryAtMs = before === null ? -Infinity : before + windowMs;
    if (retryAtMs > now && (denied === null || retryAtMs > denied.retryAtMs))
      denied = { granted: false, retryAtMs, key };
    mine.push(now);
    taken.push({ key, take: `${ask.take}.${index}`, atMs: now, expiresMs: now + windowMs });
  }
  if (denied === null) return { granted: true, taken };
  // INVARIANT: all places or none.
  for (const { key } of ask.places) batch.get(key)?.pop();
  return denied;
}

const NOTHING: Standing = { newestMs: null, skipped: 0, older: [] };

function nthNewest(batch: readonly number[], { skipped, older }: Standing, nth: number): number | null {
  return (nth < batch.length ? batch.at(-1 - nth) : older[nth - batch.length - skipped]) ?? null;
}
