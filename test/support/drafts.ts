import type { DecisionDraft, EntryDraft, EventDraft, OutcomeDraft, Receipt } from '../../src/audit/entry.ts';
import type { AuditLog } from '../../src/audit/log.ts';
import { LeashError } from '../../src/errors.ts';

const SESSION = { session: 'session-1', agent: 'claude', server: 'filesystem' };
const AT = { ms: 1_760_000_000_000, monoNs: 1_000 };

/** A decision on a tool call. */
export function decision(over: Partial<DecisionDraft> = {}): DecisionDraft {
  return {
    ...SESSION,
    phase: 'decision',
    at: AT,
    from: 'client',
    method: 'tools/call',
    action: 'read_file',
    resource: null,
    jsonrpcId: 1,
    effect: 'allow',
    mode: 'enforce',
    rules: [{ policy: 'team', rule: 'reads' }],
    reason: 'reads are allowed',
    obligations: [],
    errors: [],
    owasp: [],
    policySet: 'sha256:00',
    args: { path: '/data/a.txt' },
    ...over,
  };
}

/** What became of a decided call. */
export function outcome(parent: Receipt, over: Partial<OutcomeDraft> = {}): OutcomeDraft {
  return {
    ...SESSION,
    phase: 'outcome',
    at: AT,
    parent,
    method: 'tools/call',
    action: 'read_file',
    status: 'success',
    durationNs: 1_000_000,
    body: Buffer.from('{"content":[]}'),
    errorCode: null,
    ...over,
  };
}

/** An event of a session. */
export function event(over: Partial<EventDraft> = {}): EventDraft {
  return { ...SESSION, phase: 'event', at: AT, event: 'session_start', detail: {}, ...over };
}

/** Appends and waits: the receipt, or the error instead of it. */
export function appended(log: Pick<AuditLog, 'append'>, draft: EntryDraft): Promise<Receipt | LeashError> {
  return new Promise((resolve) => log.append(draft, resolve));
}

/** Appends and expects a receipt. */
export async function recorded(log: Pick<AuditLog, 'append'>, draft: EntryDraft): Promise<Receipt> {
  const result = await appended(log, draft);
  if (result instanceof LeashError) throw result;
  return result;
}
