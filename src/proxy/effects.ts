import type { DecisionDraft, EventDraft, Instant, OutcomeDraft, Receipt } from '../audit/entry.ts';
import type { Authorizer } from '../authz/decision.ts';
import type { LeashError } from '../errors.ts';
import type { RequestId, Side } from '../jsonrpc/message.ts';

/** What the session state machine is told. Lines come without their newline. */
export type SessionEvent =
  | { readonly type: 'line'; readonly from: Side; readonly line: Buffer; readonly at: Instant }
  | {
      readonly type: 'oversize';
      readonly from: Side;
      readonly bytes: number;
      /** The one top-level id, where it could be told for certain. */
      readonly id: RequestId | null;
      readonly method: string | null;
      readonly at: Instant;
    }
  | { readonly type: 'recorded'; readonly ticket: number; readonly receipt: Receipt; readonly at: Instant }
  | { readonly type: 'record-failed'; readonly ticket: number; readonly error: LeashError; readonly at: Instant }
  | { readonly type: 'policy-changed'; readonly authorizer: Authorizer; readonly at: Instant }
  | {
      readonly type: 'server-exited';
      readonly code: number | null;
      readonly signal: string | null;
      /** The last lines of the server's stderr. */
      readonly stderr: string;
      readonly at: Instant;
    }
  | { readonly type: 'client-closed'; readonly at: Instant };

/** What the runtime is to do, in this order. */
export type Effect =
  /** Write this decision durably, then answer with `recorded` or `record-failed`. */
  | { readonly do: 'record'; readonly ticket: number; readonly draft: DecisionDraft }
  /** Write this too; nobody waits for it. */
  | { readonly do: 'note'; readonly draft: OutcomeDraft | EventDraft }
  /** Decided, allowed, recorded. INVARIANT: the bytes forwarded are the bytes decided. */
  | { readonly do: 'forward'; readonly to: Side; readonly line: Buffer | string; readonly receipt: Receipt }
  /** Needs no decision (the pass-through rows of the method table, and answers to requests that were let through): the original bytes. */
  | { readonly do: 'relay'; readonly to: Side; readonly line: Buffer }
  /** A message of Leash's own, or a list result that Leash has filtered. */
  | { readonly do: 'answer'; readonly to: Side; readonly line: string }
  /** Not MCP: shown on stderr, escaped, never sent to the client. */
  | { readonly do: 'divert'; readonly line: Buffer }
  | { readonly do: 'warn'; readonly message: string }
  /** The client is gone and nothing waits for the log any more: close the server's stdin. */
  | { readonly do: 'close-server' };
