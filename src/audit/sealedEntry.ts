import type { JsonObject, RequestId, Side } from '../jsonrpc/message.ts';
import type { EntryRow } from './row.ts';

/**
 * An entry as it stands in the log. The outer names and their values are those of the agent-audit-trail draft;
 * `leash` holds what the draft has no name for. Keys are listed, and must be built, in canonical order.
 */
export type SealedEntry = DecisionEntry | OutcomeEntry | EventEntry;

/** A text or list that was too long for the entry: how long it was, and a commitment to all of it. */
export type Cut = { readonly bytes: number; readonly field: string; readonly sd: string };

/** How an entry keeps a call's arguments; `sd` are digests of RFC 9901 disclosures. */
export type KeptArguments =
  | { readonly as: 'clear'; readonly text: string }
  | { readonly as: 'leaves'; readonly sd: readonly string[] }
  | { readonly as: 'none' }
  | { readonly as: 'unreadable' }
  | { readonly as: 'whole'; readonly bytes: number; readonly sd: readonly string[] };

type Common<Phase, ActionType, Detail, Leash> = {
  readonly action_detail: Detail;
  readonly action_type: ActionType;
  readonly agent_id: string;
  readonly leash: Leash;
  readonly outcome: 'success' | 'failure' | 'timeout' | 'denied';
  readonly parent_record_id: string | null;
  /** SHA-256 of the previous entry's bytes in hex; 64 zeros for the first. */
  readonly prev_hash: string;
  readonly record_id: string;
  readonly record_phase: Phase;
  readonly session_id: string;
  readonly timestamp: string;
};

export type DecisionEntry = Common<
  'pre_execution',
  'tool_call' | 'decision',
  { readonly resource: string | null; readonly tool_name: string | null },
  {
    readonly args: KeptArguments | null;
    readonly cut: readonly Cut[];
    readonly effect: 'allow' | 'deny' | 'observe_deny';
    readonly errors: readonly string[];
    readonly from: Side;
    /** The answer of a person that let it through. */
    readonly grant: { readonly by: string; readonly id: string; readonly reach: string } | null;
    readonly jsonrpc_id: RequestId | null;
    readonly method: string;
    readonly mode: 'enforce' | 'observe';
    readonly mono_ns: number | null;
    /** On the first entry of each commit: SHA-256 of the checkpoint before it, in hex. */
    readonly note: string | null;
    readonly obligations: readonly string[];
    readonly owasp: readonly string[];
    readonly policy_set: string | null;
    readonly principal: string;
    readonly reason: string;
    readonly risk: null;
    readonly rules: readonly { readonly policy: string; readonly rule: string }[];
    readonly seq: number;
    readonly server: string;
    readonly shard: string;
    readonly v: 1;
  }
>;

export type OutcomeEntry = Common<
  'post_execution',
  'tool_response',
  {
    readonly duration_ns: number | null;
    readonly error_code: number | null;
    /** `sd` is the digest of a disclosure that holds SHA-256 over salt and body. */
    readonly result: { readonly bytes: number; readonly sd: string } | null;
    readonly tool_name: string | null;
  },
  {
    readonly cut: readonly Cut[];
    readonly effect: 'success' | 'tool-error' | 'error' | 'cancelled' | 'not-forwarded' | 'unanswered';
    readonly method: string;
    readonly mono_ns: number | null;
    readonly note: string | null;
    readonly parent: { readonly seq: number | null; readonly shard: string };
    readonly seq: number;
    readonly server: string;
    readonly shard: string;
    readonly v: 1;
  }
>;

export type EventEntry = Common<
  'concurrent',
  'lifecycle',
  { readonly detail: JsonObject; readonly event: string },
  {
    readonly cut: readonly Cut[];
    readonly mono_ns: number | null;
    readonly note: string | null;
    readonly seq: number;
    readonly server: string;
    readonly shard: string;
    readonly v: 1;
  }
>;

/** The query columns of an entry: everything in a row that is derived from the bytes alone. */
export type Columns = Pick<
  EntryRow,
  'seq' | 'ts' | 'phase' | 'agent' | 'server' | 'session' | 'action' | 'effect' | 'parent'
>;

/** Derives the query columns; sealing and verification use this one function. */
export function columnsOf(entry: SealedEntry): Columns {
  const { phase, action, effect, parent } = phaseColumns(entry);
  return {
    seq: entry.leash.seq,
    ts: Date.parse(entry.timestamp),
    phase,
    agent: entry.agent_id,
    server: entry.leash.server,
    session: entry.session_id,
    action,
    effect,
    parent,
  };
}

function phaseColumns(entry: SealedEntry): Pick<Columns, 'phase' | 'action' | 'effect' | 'parent'> {
  switch (entry.record_phase) {
    case 'pre_execution': {
      const action = entry.action_detail.tool_name ?? entry.action_detail.resource ?? entry.leash.method;
      return { phase: 'decision', action, effect: entry.leash.effect, parent: null };
    }
    case 'post_execution': {
      const action = entry.action_detail.tool_name ?? entry.leash.method;
      // A parent in another shard has no seq here; its record id and shard stand in the entry.
      const parent = entry.leash.parent.shard === entry.leash.shard ? entry.leash.parent.seq : null;
      return { phase: 'outcome', action, effect: entry.leash.effect, parent };
    }
    case 'concurrent':
      return { phase: 'event', action: entry.action_detail.event, effect: 'event', parent: null };
  }
}
