import { describe, expect, it } from 'vitest';
import { refusalRecorder } from '../../../src/app/agents/refusals.ts';
import type { JsonObject } from '../../../src/jsonrpc/message.ts';

describe('the record of refused tokens', () => {
  it('holds each reason at once, and a flood of one of them once a minute', () => {
    const noted: JsonObject[] = [];
    let now = 0;
    const recorder = refusalRecorder({ note: (detail) => noted.push(detail), now: () => now });
    for (let call = 0; call < 10_000; call += 1) recorder.refused('expired');
    recorder.refused('signature');
    expect(noted).toEqual([
      { reason: 'expired', count: 1 },
      { reason: 'signature', count: 1 },
    ]);
    now = 60_000;
    recorder.refused('expired');
    expect(noted.at(-1)).toEqual({ reason: 'expired', count: 10_000 });
    recorder.refused('expired');
    expect(noted).toHaveLength(3);
  });
});
