/** How many classes of durations there are: four to each doubling, from a microsecond to half a minute. */
export const LATENCY_CLASSES = 100;

/** The class of a duration in ns. */
export function latencyClass(ns: number): number {
  if (!(ns > FLOOR_NS)) return 0;
  return Math.min(LATENCY_CLASSES - 1, Math.ceil(Math.log2(ns / FLOOR_NS) * STEPS));
}

/** The duration below which this share of the counted ones lies, within a fifth; null where nothing was counted. */
export function quantile(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let left = Math.max(1, Math.ceil(total * share));
  const found = counts.findIndex((count) => {
    left -= count;
    return left <= 0;
  });
  return FLOOR_NS * 2 ** (found / STEPS);
}

const FLOOR_NS = 1000;
const STEPS = 4;
