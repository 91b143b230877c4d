import type { JsonObject } from '../../jsonrpc/message.ts';

/** Writes into the log that a token was refused, but not every time: a flood must not fill the log. */
export interface RefusalRecorder {
  /** `reason` is a word, never the token or anything that it says. */
  refused(reason: string): void;
}

interface Options {
  readonly note: (detail: JsonObject) => void;
  readonly now: () => number;
}

/** Opens the recorder: each reason is written at once, then at most once a minute with how many there were since. */
export function refusalRecorder({ note, now }: Options): RefusalRecorder {
  const known = new Map<string, { unsaid: number; saidAt: number }>();
  return {
    refused(reason) {
      const count = known.get(reason) ?? { unsaid: 0, saidAt: -Infinity };
      known.set(reason, count);
      count.unsaid += 1;
      if (now() - count.saidAt < EVERY_MS) return;
      note({ reason, count: count.unsaid });
      count.unsaid = 0;
      count.saidAt = now();
    },
  };
}

const EVERY_MS = 60_000;
