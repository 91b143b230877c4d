import { NO_FILTER } from './filter.ts';
import { NOTHING } from './live.ts';
import type { Size, State } from './model.ts';

/** The dashboard as it opens. */
export function initialState({ now, size, bell }: { now: number; size: Size; bell: boolean }): State {
  return {
    now,
    startedAt: now,
    size,
    bell,
    live: NOTHING,
    sights: { stopped: null, servers: null, agents: null, policies: null, chain: null },
    troubles: {},
    verification: null,
    ui: {
      screen: 'calls',
      chosen: { calls: 0, approvals: 0, servers: 0, agents: 0, policies: 0, rates: 0, chain: 0 },
      held: null,
      scroll: 0,
      paused: null,
      filter: NO_FILTER,
      typing: null,
      question: null,
      opened: null,
      inside: null,
      help: false,
      notice: null,
      sending: new Set(),
    },
  };
}
