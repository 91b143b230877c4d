import { quantile } from './latency.ts';
import type { Bucket, Live } from './model.ts';

/** One number a second, the newest last; null where nothing was measured. */
export type Series = readonly (number | null)[];

/** What is drawn over time. */
export interface RateSeries {
  readonly calls: Series;
  readonly denials: Series;
  /** In ns. */
  readonly p50: Series;
  readonly p99: Series;
}

/** The last so many seconds, without the one that is not over. */
export function rateSeries({ seconds }: Pick<Live, 'seconds'>, now: number, count: number): RateSeries {
  const last = Math.floor(now / 1000) - 1;
  const buckets = Array.from({ length: Math.max(0, count) }, (_, i) => seconds.get(last - count + 1 + i) ?? null);
  return {
    calls: buckets.map((bucket) => (bucket === null ? 0 : calls(bucket))),
    denials: buckets.map((bucket) => (bucket === null ? 0 : bucket.denied + bucket.unrecorded)),
    p50: buckets.map((bucket) => (bucket === null ? null : quantile(bucket.latency, 0.5))),
    p99: buckets.map((bucket) => (bucket === null ? null : quantile(bucket.latency, 0.99))),
  };
}

/** The same classes over a time: how long records took lately. */
export function latencyOver({ seconds }: Pick<Live, 'seconds'>, now: number, count: number): readonly number[] {
  const since = Math.floor(now / 1000) - count;
  const classes: number[] = [];
  for (const [second, { latency }] of seconds) {
    if (second < since) continue;
    latency.forEach((each, i) => (classes[i] = (classes[i] ?? 0) + each));
  }
  return classes;
}

/** The highest of a series; 0 where nothing was measured. */
export function highest(series: Series): number {
  return series.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}

/** A series as columns of blocks, `height` lines high, the highest line first. */
export function chart(series: Series, height: number): readonly string[] {
  const most = highest(series);
  return Array.from({ length: height }, (_, i) => {
    const floor = height - 1 - i;
    return series.map((value) => block(value, most, height, floor)).join('');
  });
}

const BLOCKS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** What is above nothing shows, however little it is. */
function block(value: number | null, most: number, height: number, floor: number): string {
  if (value === null) return floor === 0 ? '·' : ' ';
  const eighths = most === 0 ? 0 : Math.max(value > 0 ? 1 : 0, Math.round((value / most) * height * 8));
  const here = Math.max(0, Math.min(8, eighths - floor * 8));
  return here === 0 && floor === 0 ? '·' : (BLOCKS[here] ?? ' ');
}

function calls({ allowed, denied, observed, unrecorded }: Bucket): number {
  return allowed + denied + observed + unrecorded;
}
