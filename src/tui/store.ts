import type { FleetEvent } from '../app/control/fleet.ts';
import { initialState } from './initial.ts';
import { PARTS, type Effect, type Message, type Size, type State, type Widening } from './model.ts';
import { reduce } from './reduce.ts';
import type { DashboardSource, Sights } from './source.ts';

/** What the dashboard knows, and who draws it. */
export interface Store {
  readonly state: () => State;
  readonly dispatch: (message: Message) => void;
  /** Calls back whenever there is something else to draw; returns what ends that. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly close: () => void;
}

export interface StoreOptions {
  readonly source: DashboardSource;
  readonly size: Size;
  /** Whether a new call that waits rings. */
  readonly bell: boolean;
  readonly now: () => number;
  readonly quit: () => void;
  readonly ring: () => void;
  /** Calls its argument over and over, and returns what ends that; a test calls it by hand. */
  readonly every?: (ms: number, act: () => void) => () => void;
}

/** How often what processes tell is drawn: more often, nobody reads it. */
export const DRAW_MS = 100;
/** How often the stop switch and the home are looked at. */
const GLANCE_MS = 1000;
const LOOK_MS = 3000;
/** Events that are taken in at once, so that what waits stays small however fast it comes. */
const MOST_PENDING = 2000;

/** Follows a source: the one place where messages become state, and effects are performed. */
export function openStore({ source, size, bell, now, quit, ring, every = interval }: StoreOptions): Store {
  const listeners = new Set<() => void>();
  let state = initialState({ now: now(), size, bell });
  let pending: FleetEvent[] = [];
  let isClosed = false;
  const looking = new Set<keyof Sights>();

  const apply = (message: Message): void => {
    const step = reduce(state, message);
    state = step.state;
    for (const effect of step.effects) perform(effect);
  };
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const takeIn = (): void => {
    if (pending.length === 0) return;
    const events = pending;
    pending = [];
    apply({ type: 'fleet', events });
  };
  const dispatch = (message: Message): void => {
    if (isClosed) return;
    // A key is about what is on the screen, and an answer must not be about what has gone meanwhile.
    takeIn();
    apply(message);
    tell();
  };
  const look = (part: keyof Sights): void => {
    if (looking.has(part)) return;
    looking.add(part);
    const done = (message: Message): void => {
      looking.delete(part);
      dispatch(message);
    };
    lookedAt(source, part).then(done, (error: unknown) => done({ type: 'trouble', part, why: reasonOf(error) }));
  };
  const said = (doing: Promise<string>): void => {
    doing.then(
      (text) => dispatch({ type: 'said', text, good: true }),
      (error: unknown) => dispatch({ type: 'said', text: reasonOf(error), good: false }),
    );
  };

  const unlessLocked = (of: Widening, act: () => void): void => {
    source.isLocked().then(
      (locked) => (locked ? dispatch({ type: 'locked', of }) : act()),
      // Where nobody can tell, it is asked for.
      () => dispatch({ type: 'locked', of }),
    );
  };
  const answer = ({ call, answer: given, passphrase }: Extract<Widening, { do: 'answer' }>): void => {
    const { id } = call;
    source.answer(call, given, passphrase).then(
      (answered) => dispatch({ type: 'answered', id, ...outcomeOf(answered) }),
      (error: unknown) => dispatch({ type: 'answered', id, text: `not sent: ${reasonOf(error)}`, good: false }),
    );
  };
  const resume = ({ passphrase }: Extract<Widening, { do: 'resume' }>): void => {
    said(source.resumeAll(passphrase).finally(() => look('stopped')));
  };

  function perform(effect: Effect): void {
    switch (effect.do) {
      case 'quit':
        quit();
        return;
      case 'bell':
        ring();
        return;
      case 'look':
        look(effect.part);
        return;
      case 'entry': {
        const { place } = effect;
        source.entry(place).then(
          (found) => dispatch({ type: 'entry', place, found }),
          (error: unknown) => dispatch({ type: 'no-entry', place, why: reasonOf(error) }),
        );
        return;
      }
      case 'answer':
        // To deny, nobody need know anything.
        if (effect.passphrase === null && effect.answer.verdict === 'approve')
          unlessLocked(effect, () => answer(effect));
        else answer(effect);
        return;
      case 'stop':
        said(source.stopAll().finally(() => look('stopped')));
        return;
      case 'resume':
        if (effect.passphrase === null) unlessLocked(effect, () => resume(effect));
        else resume(effect);
        return;
      case 'verify':
        apply({ type: 'verified', verification: { kind: 'running' } });
        source.verify().then(
          (report) => dispatch({ type: 'verified', verification: { kind: 'done', at: now(), report } }),
          (error: unknown) =>
            dispatch({ type: 'verified', verification: { kind: 'failed', at: now(), why: reasonOf(error) } }),
        );
    }
  }
  const endings = [
    source.follow((event) => {
      pending.push(event);
      if (pending.length >= MOST_PENDING) takeIn();
    }),
    every(DRAW_MS, () => {
      if (pending.length === 0) return;
      takeIn();
      tell();
    }),
    every(GLANCE_MS, () => {
      dispatch({ type: 'tick', now: now() });
      look('stopped');
    }),
    every(LOOK_MS, () => {
      const part = PARTS.get(state.ui.screen);
      if (part !== undefined) look(part);
    }),
  ];
  look('stopped');
  source.history().then(
    (lines) => dispatch({ type: 'history', lines }),
    // Without the log there is what is told from now on; the screen of the chain says what is wrong.
    () => undefined,
  );
  return {
    state: () => state,
    dispatch,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      isClosed = true;
      for (const end of endings) end();
    },
  };
}

/** Looks a part up, as a message. */
export async function lookedAt(source: DashboardSource, part: keyof Sights): Promise<Message> {
  switch (part) {
    case 'stopped':
      return { type: 'looked', part, sight: await source.look(part) };
    case 'servers':
      return { type: 'looked', part, sight: await source.look(part) };
    case 'agents':
      return { type: 'looked', part, sight: await source.look(part) };
    case 'policies':
      return { type: 'looked', part, sight: await source.look(part) };
    case 'chain':
      return { type: 'looked', part, sight: await source.look(part) };
  }
}

function outcomeOf(answered: Awaited<ReturnType<DashboardSource['answer']>>): { text: string; good: boolean } {
  if (answered.kind === 'refused') return { text: `refused: ${answered.message}`, good: false };
  const text = answered.verdict === 'deny' ? 'denied' : 'approved';
  return { text: `${text}, and recorded`, good: true };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function interval(ms: number, act: () => void): () => void {
  const timer = setInterval(act, ms);
  return () => clearInterval(timer);
}
