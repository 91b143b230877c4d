import type { RequestId } from '../jsonrpc/message.ts';
import { canonicalize } from './canonical.ts';
import { commitArguments } from './commitments.ts';
import type { CommittedArguments } from './commitments.ts';
import { SALT_BYTES, commitBytes } from './disclosure.ts';
import type { DecisionDraft, EntryDraft, EventDraft, GrantRef, OutcomeDraft } from './entry.ts';
import { canonicalDetail } from './eventDetail.ts';
import { createFitter, fitText } from './fit.ts';
import type { Fitter } from './fit.ts';
import { RECORD_ID_RANDOM, recordId } from './recordId.ts';
import type { DecisionEntry, EventEntry, KeptArguments, OutcomeEntry, SealedEntry } from './sealedEntry.ts';

/** Events that say that something was not as it should be. */
const FAILURES: ReadonlySet<EventDraft['event']> = new Set([
  'rollback_detected',
  'message_dropped',
  'foreign_session',
  'token_refused',
  'approval_refused',
  'passphrase_refused',
]);

/** How arguments are kept (`audit.arguments`): as salted commitments unless the setting says otherwise. */
export type ArgumentsSetting = 'full' | 'committed' | 'none';

/** Most bytes that an entry takes. */
export const MAX_ENTRY_BYTES = 16 * 1024;

/** Where an entry goes, and what sealing needs from outside. */
export interface SealContext {
  readonly shard: string;
  readonly seq: number;
  /** SHA-256 of the previous entry's bytes, in hex. */
  readonly prevHash: string;
  /** SHA-256 of the checkpoint before this commit, on the commit's first entry; null on the others. */
  readonly note: string | null;
  readonly args: ArgumentsSetting;
  /** Fresh bytes from a cryptographic source: salts and record ids are made of them. */
  readonly random: (bytes: number) => Uint8Array;
}

/** An entry ready to be written, and the openings of its commitments for keeping outside the log. */
export interface Sealed {
  readonly entry: SealedEntry;
  /** RFC 8785 canonical JSON, at most `MAX_ENTRY_BYTES` in UTF-8. */
  readonly bytes: string;
  readonly disclosures: readonly string[];
}

/** Turns a draft into the bytes that are hashed, chained and signed. Any draft can be sealed: what is too long is cut and committed to. */
export function sealEntry(draft: EntryDraft, context: SealContext): Sealed {
  const fitter = createFitter(context.random);
  switch (draft.phase) {
    case 'decision':
      return sealDecision(draft, context, fitter);
    case 'outcome':
      return sealOutcome(draft, context, fitter);
    case 'event':
      return sealEvent(draft, context, fitter);
  }
}

// Bytes of JSON that each text may take: with 64 commitments and all of these at their most an entry stays under 16 KiB.
const NAME = 256;
const TOOL_NAME = 512;
const RESOURCE = 2048;
const REASON = 1536;
const POLICY_SET = 128;
const ERRORS = { all: 2048, each: 512 };
const OBLIGATIONS = { all: 1024, each: 512 };
const OWASP = { all: 256, each: 64 };
const RULES = { all: 1024, each: 192 };
const GRANT = 128;
const DETAIL = 10 * 1024;

// INVARIANT: entries list their keys in canonical order, so JSON.stringify gives RFC 8785 bytes.

function sealDecision(draft: DecisionDraft, context: SealContext, fitter: Fitter): Sealed {
  const about = aboutOf(draft, context, fitter);
  const texts = {
    resource: fitter.textOrNull('resource', draft.resource, RESOURCE),
    tool_name: fitter.textOrNull('tool_name', draft.action, TOOL_NAME),
    errors: fitter.list('errors', draft.errors, ERRORS.all, (error) => fitText(error, ERRORS.each)),
    grant: fitGrant(draft.grant ?? null),
    jsonrpc_id: fitId(draft.jsonrpcId, fitter),
    method: fitter.text('method', draft.method, NAME),
    obligations: fitter.list('obligations', draft.obligations, OBLIGATIONS.all, (text) =>
      fitText(text, OBLIGATIONS.each),
    ),
    owasp: fitter.list('owasp', draft.owasp, OWASP.all, (id) => fitText(id, OWASP.each)),
    policy_set: fitter.textOrNull('policy_set', draft.policySet, POLICY_SET),
    reason: fitter.text('reason', draft.reason, REASON),
    rules: fitter.list('rules', draft.rules.map(ruleReference), RULES.all, fitRule),
  };
  const build = (args: KeptArguments | null): DecisionEntry => ({
    action_detail: { resource: texts.resource, tool_name: texts.tool_name },
    action_type: draft.method === 'tools/call' ? 'tool_call' : 'decision',
    agent_id: about.agent,
    leash: {
      args,
      cut: fitter.cuts,
      effect: draft.effect,
      errors: texts.errors,
      from: draft.from,
      grant: texts.grant,
      jsonrpc_id: texts.jsonrpc_id,
      method: texts.method,
      mode: draft.mode,
      mono_ns: about.monoNs,
      note: context.note,
      obligations: texts.obligations,
      owasp: texts.owasp,
      policy_set: texts.policy_set,
      principal: draft.from === 'client' ? (draft.agentId ?? about.agent) : about.server,
      reason: texts.reason,
      risk: null,
      rules: texts.rules,
      seq: context.seq,
      server: about.server,
      shard: context.shard,
      v: 1,
    },
    outcome: draft.effect === 'deny' ? 'denied' : 'success',
    parent_record_id: null,
    prev_hash: context.prevHash,
    record_id: about.recordId,
    record_phase: 'pre_execution',
    session_id: about.session,
    timestamp: about.timestamp,
  });
  const { kept, disclosures } = keepArguments(draft, context, build);
  const entry = build(kept);
  return { entry, bytes: JSON.stringify(entry), disclosures: [...fitter.disclosures, ...disclosures] };
}

function keepArguments(
  { args }: DecisionDraft,
  context: SealContext,
  build: (args: KeptArguments | null) => DecisionEntry,
): CommittedArguments | { readonly kept: null; readonly disclosures: readonly [] } {
  if (args === null) return { kept: null, disclosures: [] };
  if (context.args === 'none') return { kept: { as: 'none' }, disclosures: [] };
  if (context.args === 'full') {
    const clear = clearArguments(args);
    if (clear !== null && Buffer.byteLength(JSON.stringify(build(clear))) <= MAX_ENTRY_BYTES) {
      return { kept: clear, disclosures: [] };
    }
  }
  return commitArguments(args, context.random);
}

function clearArguments(args: NonNullable<DecisionDraft['args']>): KeptArguments | null {
  try {
    // As text: the arguments may hold fractions, which canonical entries do not.
    const text = JSON.stringify(args);
    return text.length > MAX_ENTRY_BYTES ? null : { as: 'clear', text };
  } catch {
    return null;
  }
}

function sealOutcome(draft: OutcomeDraft, context: SealContext, fitter: Fitter): Sealed {
  const about = aboutOf(draft, context, fitter);
  const toolName = fitter.textOrNull('tool_name', draft.action, TOOL_NAME);
  const result = draft.body === null ? null : commitBytes(context.random(SALT_BYTES), 'result', draft.body);
  const entry: OutcomeEntry = {
    action_detail: {
      duration_ns: integer(draft.durationNs),
      error_code: integer(draft.errorCode),
      result: result === null ? null : { bytes: result.bytes, sd: result.digest },
      tool_name: toolName,
    },
    action_type: 'tool_response',
    agent_id: about.agent,
    leash: {
      cut: fitter.cuts,
      effect: draft.status,
      method: fitter.text('method', draft.method, NAME),
      mono_ns: about.monoNs,
      note: context.note,
      parent: { seq: integer(draft.parent.index), shard: fitText(draft.parent.shard, NAME) },
      seq: context.seq,
      server: about.server,
      shard: context.shard,
      v: 1,
    },
    outcome: OUTCOMES[draft.status],
    parent_record_id: fitText(draft.parent.recordId, NAME),
    prev_hash: context.prevHash,
    record_id: about.recordId,
    record_phase: 'post_execution',
    session_id: about.session,
    timestamp: about.timestamp,
  };
  const disclosures = result === null ? fitter.disclosures : [...fitter.disclosures, result.disclosure];
  return { entry, bytes: JSON.stringify(entry), disclosures };
}

/** The draft's words for what became of a call. */
const OUTCOMES: Record<OutcomeDraft['status'], SealedEntry['outcome']> = {
  success: 'success',
  'tool-error': 'failure',
  error: 'failure',
  cancelled: 'failure',
  'not-forwarded': 'failure',
  unanswered: 'timeout',
};

function sealEvent(draft: EventDraft, context: SealContext, fitter: Fitter): Sealed {
  const about = aboutOf(draft, context, fitter);
  const entry: EventEntry = {
    action_detail: { detail: fitter.object('detail', canonicalDetail(draft.detail), DETAIL), event: draft.event },
    action_type: 'lifecycle',
    agent_id: about.agent,
    leash: {
      cut: fitter.cuts,
      mono_ns: about.monoNs,
      note: context.note,
      seq: context.seq,
      server: about.server,
      shard: context.shard,
      v: 1,
    },
    outcome: FAILURES.has(draft.event) ? 'failure' : 'success',
    parent_record_id: null,
    prev_hash: context.prevHash,
    record_id: about.recordId,
    record_phase: 'concurrent',
    session_id: about.session,
    timestamp: about.timestamp,
  };
  // The detail's keys come in any order.
  return { entry, bytes: canonicalize(entry), disclosures: fitter.disclosures };
}

interface About {
  readonly agent: string;
  readonly server: string;
  readonly session: string;
  readonly recordId: string;
  readonly timestamp: string;
  readonly monoNs: number | null;
}

function aboutOf(draft: EntryDraft, context: SealContext, fitter: Fitter): About {
  const ms = Math.trunc(Math.min(Math.max(draft.at.ms, 0), LAST_MS)) || 0;
  return {
    agent: fitter.text('agent_id', draft.agent, NAME),
    server: fitter.text('server', draft.server, NAME),
    session: fitter.text('session_id', draft.session, NAME),
    recordId: recordId(ms, context.random(RECORD_ID_RANDOM)),
    timestamp: new Date(ms).toISOString(),
    monoNs: integer(draft.at.monoNs),
  };
}

// The end of the year 9999: RFC 3339 has four digits for it.
const LAST_MS = 253_402_300_799_999;

function integer(value: number | null): number | null {
  // Adding zero turns minus zero, which JSON cannot say, into zero.
  return value !== null && Number.isSafeInteger(value) ? value + 0 : null;
}

function fitId(id: RequestId | null, fitter: Fitter): RequestId | null {
  if (id === null) return null;
  if (typeof id === 'number' && Number.isSafeInteger(id)) return id + 0;
  return fitter.text('jsonrpc_id', String(id), NAME);
}

/** Leash makes the ids; who answered is a word. */
function fitGrant(grant: GrantRef | null): DecisionEntry['leash']['grant'] {
  return grant === null
    ? null
    : { by: fitText(grant.by, GRANT), id: fitText(grant.id, GRANT), reach: fitText(grant.reach, GRANT) };
}

interface RuleReference {
  readonly policy: string;
  readonly rule: string;
}

function ruleReference({ policy, rule }: RuleReference): { policy: string; rule: string } {
  return { policy, rule };
}

function fitRule({ policy, rule }: RuleReference): { policy: string; rule: string } {
  return { policy: fitText(policy, RULES.each), rule: fitText(rule, RULES.each) };
}
