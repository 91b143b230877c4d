import type { DecisionDraft, EventDraft, Instant, OutcomeDraft, Receipt } from '../audit/entry.ts';
import type { Authorizer } from '../authz/decision.ts';
import type { LeashError } from '../errors.ts';
import type { AnswerHead, ExchangeFailure, Origin, Via } from '../jsonrpc/exchange.ts';
import type { JsonObject, RequestId, Side } from '../jsonrpc/message.ts';
import type { Inspected, Inspection } from '../pins/inspected.ts';
import type { PinState } from '../pins/pinState.ts';
import type { ApprovalOutcome, AskedCall, Asking, Choice, ConsultedCall, Parked, Retry } from './asked.ts';
import type { LimitHit } from './obligations.ts';

/** What the session state machine is told. Lines come without their newline. */
export type SessionEvent =
  | ({ readonly type: 'line'; readonly from: Side; readonly line: Buffer; readonly at: Instant } & Origin)
  | ({
      readonly type: 'oversize';
      readonly from: Side;
      readonly bytes: number;
      /** The one top-level id, where it could be told for certain. */
      readonly id: RequestId | null;
      readonly method: string | null;
      readonly at: Instant;
    } & Origin)
  /** The server begins to answer over HTTP. */
  | { readonly type: 'exchange-opened'; readonly id: RequestId; readonly head: AnswerHead; readonly at: Instant }
  /** The server closed the stream of an answer on purpose, and goes on when asked again. */
  | { readonly type: 'exchange-paused'; readonly id: RequestId; readonly retryMs: number | null; readonly at: Instant }
  /** The server will not answer this request. */
  | {
      readonly type: 'exchange-failed';
      readonly id: RequestId;
      readonly failure: ExchangeFailure;
      readonly at: Instant;
    }
  /** The caller went away, and by that gave up what it asked for (2026-07-28). */
  | { readonly type: 'exchange-abandoned'; readonly via: Via; readonly at: Instant }
  | { readonly type: 'recorded'; readonly ticket: number; readonly receipt: Receipt; readonly at: Instant }
  | { readonly type: 'record-failed'; readonly ticket: number; readonly error: LeashError; readonly at: Instant }
  /** What taking places in rate limits came to: null where all were taken, else when the next is free. */
  | { readonly type: 'limited'; readonly ticket: number; readonly retryAtMs: number | null; readonly at: Instant }
  | { readonly type: 'limit-failed'; readonly ticket: number; readonly error: LeashError; readonly at: Instant }
  /** What an external decision point says; `by` is what it is called. */
  | {
      readonly type: 'consulted';
      readonly ticket: number;
      readonly allowed: boolean;
      readonly reason: string;
      readonly by: string;
      readonly at: Instant;
    }
  /** The call waits for a person. `state` is what it comes back with, where it is to; else null. */
  | {
      readonly type: 'approval-held';
      readonly ticket: number;
      readonly asking: Asking;
      readonly state: string | null;
      readonly at: Instant;
    }
  /** Somebody answered, or nobody did; `carried` is what a call that came back had of its own. */
  | {
      readonly type: 'approval-answered';
      readonly ticket: number;
      readonly outcome: ApprovalOutcome;
      readonly carried: JsonObject;
      readonly at: Instant;
    }
  /** Calls have waited for persons for a while. */
  | { readonly type: 'waiting'; readonly at: Instant }
  | { readonly type: 'policy-changed'; readonly authorizer: Authorizer; readonly at: Instant }
  /** What the server listed has been looked at; `id` is the client's request that waits for it. */
  | {
      readonly type: 'inspected';
      readonly ticket: number;
      readonly id: RequestId;
      readonly found: Inspected;
      readonly at: Instant;
    }
  | {
      readonly type: 'inspect-failed';
      readonly ticket: number;
      readonly id: RequestId;
      readonly error: LeashError;
      readonly at: Instant;
    }
  /** A person, or another proxy, has accepted something else. */
  | { readonly type: 'pins-changed'; readonly state: PinState; readonly at: Instant }
  | {
      readonly type: 'server-exited';
      readonly code: number | null;
      readonly signal: string | null;
      /** The last lines of the server's stderr. */
      readonly stderr: string;
      readonly at: Instant;
    }
  | { readonly type: 'client-closed'; readonly at: Instant };

/** What the runtime is to do, in this order. `via` is absent, as 0, where the client has one stream only. */
export type Effect =
  /** Write this decision durably, then answer with `recorded` or `record-failed`. */
  | { readonly do: 'record'; readonly ticket: number; readonly draft: DecisionDraft }
  /** Take all these places in rate limits, or none, then answer with `limited` or `limit-failed`. */
  | { readonly do: 'limit'; readonly ticket: number; readonly hits: readonly LimitHit[] }
  /** Give back what was taken: the call was not forwarded. */
  | { readonly do: 'give-back'; readonly ticket: number }
  /** Ask an external decision point, then answer with `consulted`. */
  | { readonly do: 'consult'; readonly ticket: number; readonly call: ConsultedCall }
  /** Ask a person, then answer with `approval-answered`; first with `approval-held` where somebody has to be waited for. */
  | { readonly do: 'ask'; readonly ticket: number; readonly call: AskedCall; readonly parked: Parked | null }
  /** The call has come back with an answer: answer with `approval-answered`. */
  | { readonly do: 'come-back'; readonly ticket: number; readonly call: AskedCall; readonly retry: Retry }
  /** Nobody need answer any more, and nobody is told. */
  | { readonly do: 'unask'; readonly ticket: number }
  /** The client has answered Leash's own question. */
  | { readonly do: 'confirm'; readonly ticket: number; readonly asking: Asking; readonly choice: Choice }
  /** Look at what the server listed, accept it or not, then answer with `inspected` or `inspect-failed`. */
  | { readonly do: 'inspect'; readonly ticket: number; readonly id: RequestId; readonly inspection: Inspection }
  /** Write this too; nobody waits for it. */
  | { readonly do: 'note'; readonly draft: OutcomeDraft | EventDraft }
  /** Decided, allowed, recorded. INVARIANT: the bytes forwarded are the bytes decided. */
  | {
      readonly do: 'forward';
      readonly to: Side;
      readonly line: Buffer | string;
      readonly receipt: Receipt;
      readonly via?: Via;
    }
  /** Needs no decision (the pass-through rows of the method table, and answers to requests that were let through): the original bytes. */
  | { readonly do: 'relay'; readonly to: Side; readonly line: Buffer; readonly via?: Via }
  /** A message of Leash's own, or a result that Leash has taken something out of. */
  | { readonly do: 'answer'; readonly to: Side; readonly line: string; readonly via?: Via }
  /** The server has begun to answer on the client's exchange. */
  | { readonly do: 'open'; readonly via: Via; readonly head: AnswerHead }
  /** The server closed its stream on purpose: so does Leash. */
  | { readonly do: 'interrupt'; readonly via: Via; readonly retryMs: number | null }
  /** Nothing more comes on the client's exchange; `refused` where what it brought was refused and can have no answer. */
  | { readonly do: 'done'; readonly via: Via; readonly refused: boolean }
  /** The client gave up a request that the server has: `line` says so to one that reads notifications. */
  | { readonly do: 'cancel'; readonly id: RequestId; readonly line: Buffer | string }
  /** Not MCP: shown on stderr, escaped, never sent to the client. */
  | { readonly do: 'divert'; readonly line: Buffer }
  | { readonly do: 'warn'; readonly message: string }
  /** The client is gone and nothing waits for the log any more: close the server's stdin. */
  | { readonly do: 'close-server' };
