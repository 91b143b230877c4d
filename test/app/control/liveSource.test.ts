import { expect, it } from 'vitest';
import type { Engine } from '../../../src/app/engine.ts';
import type { Fleet, FleetEvent } from '../../../src/app/control/fleet.ts';
import type { LiveEvent, LiveFeed } from '../../../src/app/control/feed.ts';
import { allEvents, ownEvents, type SourcedEvent } from '../../../src/app/control/liveSource.ts';

function engine() {
  const events: LiveEvent[] = [];
  const listeners = new Set<(event: LiveEvent) => void>();
  const changed = new Set<() => void>();
  const feed: Pick<LiveFeed, 'recent' | 'listen'> = {
    recent: (after = 0) => events.filter(({ seq }) => seq > after),
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const approvals: Pick<Engine['approvals'], 'onChange'> = {
    onChange(listener) {
      changed.add(listener);
      return () => changed.delete(listener);
    },
  };
  return {
    engine: { feed, approvals } as Pick<Engine, 'feed' | 'approvals'>,
    tell: (seq: number): void => {
      const event = { kind: 'event', seq } as LiveEvent;
      events.push(event);
      for (const listener of listeners) listener(event);
    },
    change: () => changed.forEach((listener) => listener()),
  };
}

function reader() {
  const told: unknown[] = [];
  return {
    told,
    listener: {
      event: ({ seq, proxy, event }: SourcedEvent) => told.push([seq, proxy, event.kind]),
      approvals: () => told.push('approvals'),
    },
  };
}

it('tells what happens in this process under the numbers of its feed', () => {
  const { engine: own, tell, change } = engine();
  tell(1);
  const source = ownEvents(own);
  const { told, listener } = reader();
  const end = source.listen(listener);
  tell(2);
  change();
  end();
  tell(3);
  change();
  expect(told).toEqual([[2, null, 'event'], 'approvals']);
  expect([source.newest, source.recent(1).map(({ seq }) => seq)]).toEqual([3, [2, 3]]);
});

it('follows the other processes while somebody listens, and numbers all events as one', () => {
  const { engine: own, tell } = engine();
  let follower: ((event: FleetEvent) => void) | null = null;
  const fleet: Pick<Fleet, 'follow'> = {
    follow(listener) {
      follower = listener;
      return { close: () => (follower = null) };
    },
  };
  const elsewhere = (event: unknown): void => follower?.(event as FleetEvent);
  const source = allEvents(own, fleet as Fleet);
  expect(follower).toBeNull();
  const { told, listener } = reader();
  const end = source.listen(listener);
  tell(9);
  elsewhere({ kind: 'event', proxy: '7-x', event: { kind: 'decision', seq: 400 } });
  elsewhere({ kind: 'gap', proxy: '7-x', missed: 3 });
  elsewhere({ kind: 'approvals', proxy: '7-x', held: [] });
  elsewhere({ kind: 'status', proxy: {} });
  expect(told).toEqual([[1, null, 'event'], [2, '7-x', 'decision'], [3, '7-x', 'gap'], 'approvals']);
  end();
  expect(follower).toBeNull();
  expect([source.newest, source.recent(1).map(({ seq }) => seq)]).toEqual([3, [2, 3]]);
});

it('keeps a bounded number of events for those who come late', () => {
  const { engine: own, tell } = engine();
  const fleet: Pick<Fleet, 'follow'> = { follow: () => ({ close: () => undefined }) };
  const source = allEvents(own, fleet as Fleet);
  for (let seq = 1; seq <= 5000; seq += 1) tell(seq);
  expect([source.recent(0).length, source.recent(0).at(-1)?.seq]).toEqual([1000, 5000]);
});
