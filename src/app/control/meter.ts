import type { LiveDecision, LiveFeed } from './feed.ts';

/** How many decisions were made, of each effect at each server, and how long their records took. */
export interface Meter {
  readonly decisions: readonly {
    readonly effect: LiveDecision['effect'];
    readonly server: string;
    readonly count: number;
  }[];
  /** How many records took at most so long, bucket by bucket and not added up; the last has no bound. */
  readonly buckets: readonly number[];
  readonly sumNs: number;
  close(): void;
}

/** Upper bounds of the buckets, in seconds. */
export const BUCKET_BOUNDS: readonly number[] = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
];

/** Counts from now on. Names of servers come from outside, so all beyond the first fifty are counted as one. */
export function openMeter(feed: LiveFeed): Meter {
  const counts = new Map<string, Map<LiveDecision['effect'], number>>();
  const buckets = new Array<number>(BUCKET_BOUNDS.length + 1).fill(0);
  let sumNs = 0;
  const count = ({ server, effect, recordNs, place }: LiveDecision): void => {
    const name = counts.has(server) || counts.size < MAX_SERVERS ? server : OTHERS;
    const own = counts.get(name) ?? new Map<LiveDecision['effect'], number>();
    counts.set(name, own.set(effect, (own.get(effect) ?? 0) + 1));
    if (place === null) return;
    sumNs += recordNs;
    const seconds = recordNs / 1e9;
    const bucket = BUCKET_BOUNDS.findIndex((bound) => seconds <= bound);
    const at = bucket < 0 ? BUCKET_BOUNDS.length : bucket;
    buckets[at] = (buckets[at] ?? 0) + 1;
  };
  const close = feed.listen((event) => {
    if (event.kind === 'decision') count(event);
  });
  return {
    get decisions() {
      return [...counts].flatMap(([server, own]) =>
        [...own].map(([effect, each]) => ({ effect, server, count: each })),
      );
    },
    get buckets() {
      return buckets;
    },
    get sumNs() {
      return sumNs;
    },
    close,
  };
}

const MAX_SERVERS = 50;
const OTHERS = '(others)';
