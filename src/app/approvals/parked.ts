import type { JsonObject } from '../../jsonrpc/message.ts';
import type { ApprovalOutcome, Parked, Retry } from '../../proxy/asked.ts';
import type { HeldCall } from '../control/approvals.ts';

interface ParkedCall extends Parked {
  readonly call: HeldCall;
  readonly outcome: Promise<ApprovalOutcome>;
}

/** Why a call that comes back is refused. */
export type NoReturn = 'unknown' | 'expired' | 'other-session' | 'other-arguments' | 'policies';

/** What a state stood for. A state that was taken is gone. */
export type Taken =
  | {
      readonly kind: 'taken';
      readonly id: string;
      readonly carried: JsonObject;
      /** What has come, or comes, of asking. */
      readonly outcome: Promise<ApprovalOutcome>;
    }
  | {
      readonly kind: 'refused';
      readonly why: NoReturn;
      /** The approval that it was about, and that nobody can come back for any more; null where there is none. */
      readonly spent: string | null;
    };

/** Most calls that may be on their way back. */
const MAX_PARKED = 256;

/** The calls that were answered with a question and whose callers are to come back, by the state that they bring (2026-07-28). */
export class ParkedCalls {
  readonly #byState = new Map<string, ParkedCall>();

  get isFull(): boolean {
    return this.#byState.size >= MAX_PARKED;
  }

  add(state: string, call: HeldCall, parked: Parked, outcome: Promise<ApprovalOutcome>): void {
    this.#byState.set(state, { ...parked, call, outcome });
  }

  /** Forgets those that come too late anyway. */
  prune(now: number): void {
    for (const [state, { call }] of this.#byState) if (call.expiresAt < now) this.#byState.delete(state);
  }

  /** Takes out what a call comes back to. A stranger's attempt changes nothing; any other spends the state. */
  take(retry: Retry, policySet: string, now: number): Taken {
    const parked = this.#byState.get(retry.state);
    if (parked === undefined) return { kind: 'refused', why: 'unknown', spent: null };
    if (parked.owner !== retry.owner) return { kind: 'refused', why: 'other-session', spent: null };
    this.#byState.delete(retry.state);
    const { call, carried, outcome } = parked;
    const refused = (why: NoReturn): Taken => ({ kind: 'refused', why, spent: call.id });
    if (parked.bound !== retry.bound) return refused('other-arguments');
    if (call.policySet !== policySet) return refused('policies');
    return now > call.expiresAt ? refused('expired') : { kind: 'taken', id: call.id, carried, outcome };
  }
}
