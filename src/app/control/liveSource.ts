import type { Engine } from '../engine.ts';
import type { LiveEvent } from './feed.ts';
import type { Fleet } from './fleet.ts';

/** An event, and the process that it is of; null for this one. */
export interface SourcedEvent {
  /** Counts up by one in this process; what a client names to go on from. */
  readonly seq: number;
  readonly proxy: string | null;
  readonly event: LiveEvent | { readonly kind: 'gap'; readonly missed: number | null };
}

/** Told of what happens. Neither may throw, or take long. */
export interface SourceListener {
  event(event: SourcedEvent): void;
  /** What is held or granted is different somewhere. */
  approvals(): void;
}

/** What happens, for those who follow it here. */
export interface LiveSource {
  /** The number of the newest event; 0 before the first. */
  readonly newest: number;
  /** The newest events, oldest first; those up to `after` left out. */
  recent(after: number): readonly SourcedEvent[];
  listen(listener: SourceListener): () => void;
}

/** What happens in this process. */
export function ownEvents({ feed, approvals }: Pick<Engine, 'feed' | 'approvals'>): LiveSource {
  let newest = 0;
  const sourced = (event: LiveEvent): SourcedEvent => ({ seq: event.seq, proxy: null, event });
  return {
    get newest() {
      newest = feed.recent(newest).at(-1)?.seq ?? newest;
      return newest;
    },
    recent: (after) => feed.recent(after).map(sourced),
    listen(listener) {
      const endings = [
        feed.listen((event) => listener.event(sourced(event))),
        approvals.onChange(() => listener.approvals()),
      ];
      return () => {
        for (const end of endings) end();
      };
    },
  };
}

/** What happens in this process and in all others of the home; the others are only followed while somebody listens. */
export function allEvents({ feed, approvals }: Pick<Engine, 'feed' | 'approvals'>, fleet: Fleet): LiveSource {
  const kept: SourcedEvent[] = [];
  const listeners = new Set<SourceListener>();
  let seq = 0;
  let followed: { close(): void } | null = null;
  const tell = (proxy: string | null, event: SourcedEvent['event']): void => {
    seq += 1;
    const sourced = { seq, proxy, event };
    kept.push(sourced);
    if (kept.length > KEPT * 2) kept.splice(0, KEPT);
    for (const listener of listeners) listener.event(sourced);
  };
  const tellApprovals = (): void => {
    for (const listener of listeners) listener.approvals();
  };
  const follow = (): { close(): void } =>
    fleet.follow((event) => {
      if (event.kind === 'event') tell(event.proxy, event.event);
      else if (event.kind === 'gap') tell(event.proxy, { kind: 'gap', missed: event.missed });
      else if (event.kind !== 'status') tellApprovals();
    });
  feed.listen((event) => tell(null, event));
  approvals.onChange(tellApprovals);
  return {
    get newest() {
      return seq;
    },
    recent: (after) => kept.filter((each) => each.seq > after).slice(-KEPT),
    listen(listener) {
      listeners.add(listener);
      followed ??= follow();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        followed?.close();
        followed = null;
      };
    },
  };
}

/** Most events that are kept for those who come late. */
const KEPT = 1000;
