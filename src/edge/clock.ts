import type { Instant } from '../audit/entry.ts';

/** Reads both clocks of this machine: the wall may step in either direction, the monotonic one never goes back. */
export function systemClock(): Instant {
  // The log holds exact integers only: after 104 days of one process the index alone tells the order.
  const monoNs = Math.min(Math.round(performance.now() * 1e6), Number.MAX_SAFE_INTEGER);
  return { ms: Date.now(), monoNs };
}
