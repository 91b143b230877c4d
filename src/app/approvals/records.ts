import { createHmac } from 'node:crypto';
import type { EventDraft, Instant } from '../../audit/entry.ts';
import type { AuditLog } from '../../audit/log.ts';
import { LeashError } from '../../errors.ts';
import type { JsonObject } from '../../jsonrpc/message.ts';
import { printable } from '../../jsonrpc/printable.ts';
import type { ApprovalAnswer, Grant, HeldCall } from '../control/approvals.ts';

/** Whose call it is. */
type About = Pick<HeldCall, 'session' | 'agent' | 'agentId' | 'server'>;

/** Refusals are recorded one by one up to here, then every thousandth: whoever tries ids cannot fill the disk. */
const REFUSALS_RECORDED = 200;

/**
 * What becomes of held calls, as the log has it. INVARIANT: it holds no argument and no plain hash of them, which could be
 * guessed: `args_tag` is keyed, the same for the same arguments in one process. The arguments stand, as commitments, in
 * the entry of the decision that names the approval.
 */
export class Records {
  readonly #log: AuditLog;
  readonly #clock: () => Instant;
  readonly #key: Uint8Array;
  #refusals = 0;

  /** `key` is secret, and this process's own. */
  constructor(log: AuditLog, clock: () => Instant, key: Uint8Array) {
    this.#log = log;
    this.#clock = clock;
    this.#key = key;
  }

  requested(call: HeldCall): void {
    const { rules, reaches, policySet, expiresAt, at } = call;
    const detail = { ...this.#aboutOf(call), policy_set: policySet, timeout_ms: expiresAt - at, reaches: [...reaches] };
    this.#note(call, 'approval_requested', { ...detail, rules: rules.map(({ policy, rule }) => `${policy}/${rule}`) });
  }

  /** Resolves once the answer is durable: null, or why it is not. */
  answered(call: HeldCall, answer: ApprovalAnswer, grant: Grant | null): Promise<LeashError | null> {
    const { verdict, reach, by, reason } = answer;
    return this.#append(call, 'approval_answered', {
      ...this.#aboutOf(call),
      verdict,
      by: printable(by, 64),
      reach: verdict === 'approve' ? reach : 'once',
      ...(reason === undefined ? {} : { reason: printable(reason, 300) }),
      ...(grant === null
        ? {}
        : { grant: grant.id, pattern: grant.pattern, until: new Date(grant.expiresAt).toISOString() }),
    });
  }

  expired(call: HeldCall): void {
    this.#note(call, 'approval_expired', this.#aboutOf(call));
  }

  withdrawn(call: HeldCall, why: string): void {
    this.#note(call, 'approval_withdrawn', { ...this.#aboutOf(call), why });
  }

  /** An answer that changes nothing. Whose it is may be unknown. */
  refused(refusal: {
    readonly about: About | null;
    readonly approval: string | null;
    readonly why: string;
    readonly by: string;
  }): void {
    this.#refusals += 1;
    if (this.#refusals > REFUSALS_RECORDED && this.#refusals % 1000 !== 0) return;
    const { about, approval, why, by } = refusal;
    this.#note(about ?? NOBODY, 'approval_refused', {
      approval: approval === null ? null : printable(approval, 64),
      why,
      by: printable(by, 64),
      count: this.#refusals,
    });
  }

  revoked(grant: Grant, by: string): Promise<LeashError | null> {
    const { id, reach, action, method, uses } = grant;
    return this.#append(grant, 'grant_revoked', { grant: id, reach, method, action, uses, by: printable(by, 64) });
  }

  #aboutOf({ id, method, action, resource, argsHash }: HeldCall): JsonObject {
    const tag = createHmac('sha256', this.#key).update(argsHash).digest('hex').slice(0, 32);
    return { approval: id, method, action, resource, args_tag: tag };
  }

  #note(about: About, event: EventDraft['event'], detail: JsonObject): void {
    this.#log.note(this.#draft(about, event, detail));
  }

  #append(about: About, event: EventDraft['event'], detail: JsonObject): Promise<LeashError | null> {
    return new Promise((resolve) => {
      this.#log.append(this.#draft(about, event, detail), (result) => {
        resolve(result instanceof LeashError ? result : null);
      });
    });
  }

  #draft({ session, agent, agentId, server }: About, event: EventDraft['event'], detail: JsonObject): EventDraft {
    const facts = { session, agent, server, ...(agentId === null ? {} : { agentId }) };
    return { ...facts, phase: 'event', at: this.#clock(), event, detail };
  }
}

/** What belongs to no session. */
const NOBODY: About = { session: 'leash', agent: 'leash', agentId: null, server: 'leash' };
