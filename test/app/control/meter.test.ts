import { expect, it } from 'vitest';
import type { LiveDecision, LiveEvent, LiveFeed } from '../../../src/app/control/feed.ts';
import { BUCKET_BOUNDS, openMeter } from '../../../src/app/control/meter.ts';

function feed(): { readonly feed: LiveFeed; readonly tell: (over: Partial<LiveDecision>) => void } {
  const listeners = new Set<(event: LiveEvent) => void>();
  const counts = { allowed: 0, denied: 0, observed: 0, unrecorded: 0, outcomes: 0, errors: 0, events: 0 };
  return {
    feed: {
      counts,
      recent: () => [],
      listen(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    tell(over) {
      const event = {
        kind: 'decision',
        server: 'files',
        effect: 'allow',
        recordNs: 1,
        place: '00:1',
        ...over,
      } as LiveDecision;
      for (const listener of listeners) listener(event);
    },
  };
}

it('counts decisions by effect and server, and how long their records took', () => {
  const { feed: source, tell } = feed();
  const meter = openMeter(source);
  tell({ recordNs: 100_000 });
  tell({ recordNs: 100_001 });
  tell({ effect: 'deny', recordNs: 9e9 });
  expect(meter.decisions).toEqual([
    { server: 'files', effect: 'allow', count: 2 },
    { server: 'files', effect: 'deny', count: 1 },
  ]);
  expect([meter.buckets[0], meter.buckets[1], meter.buckets[BUCKET_BOUNDS.length]]).toEqual([1, 1, 1]);
  expect(meter.sumNs).toBe(9_000_200_001);
});

it('measures no record that was not made, and nothing after it is closed', () => {
  const { feed: source, tell } = feed();
  const meter = openMeter(source);
  tell({ place: null, recordNs: 5 });
  meter.close();
  tell({});
  expect([meter.sumNs, meter.decisions[0]?.count]).toEqual([0, 1]);
});

it('counts servers beyond the first fifty as one, whatever names they give themselves', () => {
  const { feed: source, tell } = feed();
  const meter = openMeter(source);
  for (let i = 0; i < 500; i += 1) tell({ server: `server-${i}` });
  expect(meter.decisions).toHaveLength(51);
  expect(meter.decisions.at(-1)).toEqual({ server: '(others)', effect: 'allow', count: 450 });
});
