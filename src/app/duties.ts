import type { Instant } from '../audit/entry.ts';
import { LeashError } from '../errors.ts';
import type { Inspected, Inspection } from '../pins/inspected.ts';
import type { AskedCall, ApprovalOutcome, Asking, Choice, ConsultedCall, Parked, Retry } from '../proxy/asked.ts';
import type { Effect, SessionEvent } from '../proxy/effects.ts';
import type { LimitHit } from '../proxy/obligations.ts';
import type { JsonObject } from '../jsonrpc/message.ts';

/** Counts calls, over all proxies of a home. */
export interface Limits {
  /** Takes all these places or none, in one step. Rejects where it cannot count. */
  take(
    hits: readonly LimitHit[],
    atMs: number,
  ): Promise<
    { readonly granted: true; readonly undo: () => void } | { readonly granted: false; readonly retryAtMs: number }
  >;
}

/** Looks at what a server lists, and keeps what is accepted of it. */
export interface Inspector {
  inspect(inspection: Inspection): Promise<Inspected>;
}

/** Has persons asked, for one session. */
export interface Approver {
  /** Never rejects. `onHeld` is told where somebody has to be waited for. */
  ask(
    call: AskedCall,
    options: {
      readonly signal: AbortSignal;
      readonly onHeld: (asking: Asking, state: string | null) => void;
      readonly parked: Parked | null;
    },
  ): Promise<ApprovalOutcome>;
  comeBack(call: AskedCall, retry: Retry): Promise<ApprovalOutcome & { readonly carried: JsonObject }>;
  /** The client's own answer: null where it counts, else why not. */
  confirm(asking: Asking, choice: Choice): Promise<string | null>;
}

/** Asks an external decision point, for one session. */
export interface Adviser {
  readonly name: string;
  /** Never rejects. */
  consult(call: ConsultedCall): Promise<{ readonly allowed: boolean; readonly reason: string }>;
}

/** Who does what the session wants done before a message goes on. Whatever is absent is not done, and denies. */
export interface DutyServants {
  readonly limits: Limits;
  readonly pins?: Inspector;
  readonly approver?: Approver;
  readonly adviser?: Adviser;
}

export interface DutiesOptions extends DutyServants {
  readonly clock: () => Instant;
  /** Something waits, and with it a message of so many bytes. */
  readonly hold: (bytes: number) => void;
  readonly release: (bytes: number) => void;
  readonly feed: (event: SessionEvent) => void;
  /** Told where what is fed back makes the session throw. */
  readonly fail: (error: unknown) => void;
}

/** What the session asks of others than the two sides and the log. */
export type DutyEffect = Extract<
  Effect,
  { do: 'limit' | 'give-back' | 'inspect' | 'consult' | 'ask' | 'come-back' | 'unask' | 'confirm' }
>;

/** Most counted calls whose places can still be given back; far above what may wait for the log. */
const TAKEN_KEPT = 10_000;

/** How often clients hear that their calls wait. */
const WAITING_MS = 5000;

/**
 * Does what a session wants done besides sending and recording, and feeds back what came of it. INVARIANT: each is answered
 * once, and whatever goes wrong is an answer that denies.
 */
export class Duties {
  readonly #options: DutiesOptions;
  /** How to give back the places of counted calls, by ticket. */
  readonly #taken = new Map<number, () => void>();
  /** The questions that persons have not answered. */
  readonly #asked = new Map<number, AbortController>();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: DutiesOptions) {
    this.#options = options;
  }

  /** `bytes` are those of the message that waits for it. */
  perform(effect: DutyEffect, bytes: number): void {
    switch (effect.do) {
      case 'limit':
        this.#limit(effect);
        break;
      case 'give-back':
        this.#taken.get(effect.ticket)?.();
        this.#taken.delete(effect.ticket);
        break;
      case 'inspect':
        this.#inspect(effect, bytes);
        break;
      case 'consult':
        this.#consult(effect);
        break;
      case 'ask':
        this.#ask(effect);
        break;
      case 'come-back':
        this.#comeBack(effect);
        break;
      case 'unask':
        this.#asked.get(effect.ticket)?.abort();
        this.#forget(effect.ticket);
        break;
      case 'confirm':
        this.#confirm(effect);
        break;
    }
  }

  /** Gives up all questions: nobody is left to hear the answers. */
  close(): void {
    for (const ticket of [...this.#asked.keys()]) this.perform({ do: 'unask', ticket }, 0);
  }

  #limit({ ticket, hits }: Extract<Effect, { do: 'limit' }>): void {
    const { clock, limits } = this.#options;
    this.#answer(0, limits.take(hits, clock().ms), {
      done: (taken) => {
        if (taken.granted) this.#keep(ticket, taken.undo);
        return { type: 'limited', ticket, retryAtMs: taken.granted ? null : taken.retryAtMs, at: clock() };
      },
      failed: (cause) => {
        return { type: 'limit-failed', ticket, error: asLeashError(cause, 'ERR_LIMIT_UNAVAILABLE'), at: clock() };
      },
    });
  }

  #inspect({ ticket, id, inspection }: Extract<Effect, { do: 'inspect' }>, bytes: number): void {
    const { clock, pins = NO_INSPECTOR } = this.#options;
    this.#answer(bytes, pins.inspect(inspection), {
      done: (found) => ({ type: 'inspected', ticket, id, found, at: clock() }),
      failed: (cause) => {
        return { type: 'inspect-failed', ticket, id, error: asLeashError(cause, 'ERR_PINS_INVALID'), at: clock() };
      },
    });
  }

  #consult({ ticket, call }: Extract<Effect, { do: 'consult' }>): void {
    const { clock, adviser = NO_ADVISER } = this.#options;
    const by = adviser.name;
    this.#answer(0, adviser.consult(call), {
      done: ({ allowed, reason }) => ({ type: 'consulted', ticket, allowed, reason, by, at: clock() }),
      failed: () => ({ type: 'consulted', ticket, allowed: false, reason: UNFORESEEN, by, at: clock() }),
    });
  }

  /** Not counted as waiting for the log: a person may take long, and the client's own answer has to get through. */
  #ask({ ticket, call, parked }: Extract<Effect, { do: 'ask' }>): void {
    const { clock, feed, approver = NO_APPROVER } = this.#options;
    const controller = new AbortController();
    this.#asked.set(ticket, controller);
    this.#timer ??= setInterval(() => feed({ type: 'waiting', at: clock() }), WAITING_MS).unref();
    const onHeld = (asking: Asking, state: string | null): void => {
      // Not within the turn of the session that asks.
      queueMicrotask(() => {
        feed({ type: 'approval-held', ticket, asking, state, at: clock() });
        if (state !== null) this.#forget(ticket);
      });
    };
    this.#settle(ticket, approver.ask(call, { signal: controller.signal, onHeld, parked }));
  }

  #comeBack({ ticket, call, retry }: Extract<Effect, { do: 'come-back' }>): void {
    const { approver = NO_APPROVER } = this.#options;
    this.#settle(ticket, approver.comeBack(call, retry));
  }

  #confirm({ ticket, asking, choice }: Extract<Effect, { do: 'confirm' }>): void {
    const { clock, approver = NO_APPROVER } = this.#options;
    const refuse = (reason: string): SessionEvent => {
      const outcome = { kind: 'refused', reason, retry: true } as const;
      return { type: 'approval-answered', ticket, outcome, carried: {}, at: clock() };
    };
    approver
      .confirm(asking, choice)
      .catch(() => UNFORESEEN)
      .then((why) => {
        // Where it counts, the question itself is answered by it.
        if (why === null) return;
        this.#asked.get(ticket)?.abort();
        this.#forget(ticket);
        this.#options.feed(refuse(why));
      })
      .catch(this.#options.fail);
  }

  #settle(ticket: number, asked: Promise<ApprovalOutcome & { readonly carried?: JsonObject }>): void {
    const { clock, feed, fail } = this.#options;
    asked
      .catch((): ApprovalOutcome => ({ kind: 'refused', reason: UNFORESEEN, retry: true }))
      .then((outcome: ApprovalOutcome & { readonly carried?: JsonObject }) => {
        this.#forget(ticket);
        feed({ type: 'approval-answered', ticket, outcome, carried: outcome.carried ?? {}, at: clock() });
      })
      .catch(fail);
  }

  #forget(ticket: number): void {
    this.#asked.delete(ticket);
    if (this.#asked.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #answer<T>(
    bytes: number,
    work: Promise<T>,
    { done, failed }: { done: (result: T) => SessionEvent; failed: (cause: unknown) => SessionEvent },
  ): void {
    // Until it is answered it waits as what waits for the log does.
    const { hold, release, feed, fail } = this.#options;
    hold(bytes);
    const answer = (event: SessionEvent): void => {
      release(bytes);
      feed(event);
    };
    work
      .then(
        (result) => answer(done(result)),
        (cause: unknown) => answer(failed(cause)),
      )
      .catch(fail);
  }

  /** What could be given back is remembered as long as that may be asked for. */
  #keep(ticket: number, undo: () => void): void {
    this.#taken.set(ticket, undo);
    const oldest = this.#taken.keys().next();
    if (this.#taken.size > TAKEN_KEPT && oldest.done !== true) this.#taken.delete(oldest.value);
  }
}

const UNFORESEEN = 'something went wrong that nobody foresaw';

/** INVARIANT: what nobody looks at is withheld. */
const NO_INSPECTOR: Inspector = {
  inspect: () => Promise.reject(new LeashError('ERR_PINS_INVALID', 'nobody looks at what servers list here')),
};

/** INVARIANT: what nobody can be asked about is denied. */
const NO_APPROVER: Approver = {
  ask: () => Promise.resolve({ kind: 'refused', reason: 'nobody can be asked here', retry: false }),
  comeBack: () => Promise.resolve({ kind: 'refused', reason: 'nobody was asked here', retry: false, carried: {} }),
  confirm: () => Promise.resolve('nobody was asked here'),
};

const NO_ADVISER: Adviser = {
  name: 'unknown',
  consult: () => Promise.resolve({ allowed: false, reason: 'there is none' }),
};

function asLeashError(cause: unknown, code: LeashError['code']): LeashError {
  return cause instanceof LeashError
    ? cause
    : new LeashError(code, cause instanceof Error ? cause.message : String(cause));
}
