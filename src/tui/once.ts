import type { FleetEvent } from '../app/control/fleet.ts';
import { frame } from './frame.ts';
import { heldCalls } from './heldText.ts';
import { initialState } from './initial.ts';
import { plainText } from './line.ts';
import { proxiesOf, totalsOf } from './live.ts';
import { PARTS, withUi, type Message, type Screen, type Size, type State } from './model.ts';
import { reduce } from './reduce.ts';
import type { DashboardSource } from './source.ts';
import { lookedAt } from './store.ts';

export interface OnceOptions {
  readonly source: DashboardSource;
  readonly screen: Screen;
  readonly size: Size;
  readonly now: () => number;
  /** Resolves a little later. */
  readonly pause: () => Promise<void>;
}

/** How often it is looked whether all processes have told what they know, and how often at most. */
const QUIET_PAUSES = 4;
const MOST_PAUSES = 60;

/** What the dashboard shows now, for those who do not stay. */
export async function stateOnce({ source, screen, size, now, pause }: OnceOptions): Promise<State> {
  const events: FleetEvent[] = [];
  const end = source.follow((event) => events.push(event));
  try {
    const part = PARTS.get(screen);
    const looks = [...new Set(['stopped' as const, part ?? 'stopped'])].map((each) =>
      lookedAt(source, each).catch((error: unknown): Message => ({
        type: 'trouble',
        part: each,
        why: reasonOf(error),
      })),
    );
    const living = await source.living();
    let quiet = 0;
    for (let i = 0; i < MOST_PAUSES && quiet < QUIET_PAUSES; i++) {
      const before = events.length;
      await pause();
      const heard = new Set(events.flatMap((event) => (event.kind === 'status' ? [event.proxy.id] : [])));
      const isWhole = living.every((id) => heard.has(id));
      quiet = isWhole && events.length === before ? quiet + 1 : 0;
    }
    const lines = await source.history().catch(() => []);
    const messages: readonly Message[] = [
      { type: 'fleet', events },
      { type: 'history', lines },
      ...(await Promise.all(looks)),
    ];
    const opened = withUi(initialState({ now: now(), size, bell: false }), { screen });
    return messages.reduce((state, message) => reduce(state, message).state, opened);
  } finally {
    end();
  }
}

/** A screen as text, without colours; its lines end where their words end. */
export function screenText(state: State): string {
  return frame(state).map(plainText).join('\n').trimEnd();
}

/** The same for machines: what lives, what waits, and exact counts. */
export function summaryOf(state: State): object {
  return {
    stopped: state.sights.stopped,
    proxies: proxiesOf(state.live),
    totals: totalsOf(state.live),
    approvals: heldCalls(state),
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
