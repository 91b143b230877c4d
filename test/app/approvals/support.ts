import type { EntryDraft, Receipt } from '../../../src/audit/entry.ts';
import type { AuditLog } from '../../../src/audit/log.ts';
import { argsHashOf } from '../../../src/audit/argsHash.ts';
import { openApprovals, type ApprovalBroker, type CallToApprove } from '../../../src/app/approvals/broker.ts';
import type { ApprovalAnswer, HeldCall } from '../../../src/app/control/approvals.ts';
import type { AskedCall } from '../../../src/proxy/asked.ts';
import { LeashError } from '../../../src/errors.ts';

/** A call as a session asks about it. */
export const ASKED: AskedCall = {
  session: 's-1',
  agent: 'agent',
  server: 'fs',
  method: 'tools/call',
  action: 'delete_file',
  resource: null,
  args: { path: '/data/a', force: true },
  policySet: 'sha256:p',
  rules: [{ policy: 'p', rule: 'r' }],
  reason: 'it cannot be undone',
  owasp: [],
  risk: null,
  reaches: [],
  timeoutMs: null,
};
export const CALL: CallToApprove = { ...ASKED, agentId: null, verified: false };

/** A held call, as the tables take it. */
export function heldCall(over: Partial<HeldCall> = {}): HeldCall {
  const args = over.args === undefined ? CALL.args : over.args;
  const argsHash = argsHashOf(args)?.hash ?? '';
  const held = { id: 'held-1', at: 1000, expiresAt: 61_000, argsHash, reaches: ['once'] as const };
  return { ...withoutTimeout(CALL), ...held, ...over };
}

/** What of a call that is to be approved is shown of one that waits. */
export function withoutTimeout(call: CallToApprove): Omit<CallToApprove, 'timeoutMs'> {
  const shown: Partial<CallToApprove> & Omit<CallToApprove, 'timeoutMs'> = { ...call };
  delete (shown as { timeoutMs?: unknown }).timeoutMs;
  return shown;
}

export const YES: Omit<ApprovalAnswer, 'argsHash'> = { verdict: 'approve', reach: 'once', by: 'cli' };
export const NO: Omit<ApprovalAnswer, 'argsHash'> = { verdict: 'deny', reach: 'once', by: 'dashboard' };

/** A log whose commits a test lets through, or has fail. */
export function slowLog() {
  const drafts: EntryDraft[] = [];
  const waiting: (() => void)[] = [];
  let failing = false;
  const log: AuditLog = {
    append(draft, done) {
      waiting.push(() => {
        if (failing) done(new LeashError('ERR_LOG_UNAVAILABLE', 'the disk is full'));
        else {
          drafts.push(draft);
          done({ shard: '00', index: drafts.length, recordId: 'r' } as Receipt);
        }
      });
    },
    note: (draft) => void drafts.push(draft),
    backlog: 0,
    close: () => Promise.resolve(),
  };
  return {
    log,
    drafts,
    fail: (on: boolean): void => {
      failing = on;
    },
    commit: () => waiting.splice(0).forEach((done) => done()),
    /** The events, in order; a refusal with its reason. */
    events: () =>
      drafts.flatMap((draft) => {
        if (draft.phase !== 'event') return [];
        return draft.event === 'approval_refused'
          ? [`${draft.event}: ${JSON.stringify(draft.detail['why']).slice(1, -1)}`]
          : [draft.event];
      }),
  };
}

/** A broker over such a log, at a time that stands still; answers are committed at once. */
export function openBroker(
  options: { readonly timeout?: number; readonly elicitation?: boolean | null; readonly isLocked?: () => boolean } = {},
) {
  const { isLocked } = options;
  const store = slowLog();
  let now = 1_700_000_000_000;
  const broker = openApprovals({
    log: store.log,
    config: {
      approvals: { elicitation: options.elicitation ?? null, timeout: options.timeout ?? 60, notify: false },
    },
    ...(isLocked === undefined ? {} : { lock: { look: () => Promise.resolve(isLocked()) } }),
    clock: () => ({ ms: now, monoNs: 1 }),
  });
  return {
    ...store,
    broker,
    pass: (ms: number) => {
      now += ms;
    },
    /** Answers the oldest call that waits. */
    answer: async (answer: Partial<ApprovalAnswer> = {}) => {
      const [held] = broker.held();
      if (held === undefined) throw new Error('nothing waits');
      const said = broker.answer(held.id, { ...YES, argsHash: held.argsHash, ...answer });
      store.commit();
      return said;
    },
  };
}

/** The one call that waits. */
export function onlyHeld(broker: ApprovalBroker): HeldCall {
  const [held, ...more] = broker.held();
  if (held === undefined || more.length > 0) throw new Error('not one call');
  return held;
}
