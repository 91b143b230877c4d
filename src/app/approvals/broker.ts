import { randomBytes } from 'node:crypto';
import { argsHashOf } from '../../audit/argsHash.ts';
import type { Instant } from '../../audit/entry.ts';
import type { AuditLog } from '../../audit/log.ts';
import { systemClock } from '../../edge/clock.ts';
import type { JsonObject } from '../../jsonrpc/message.ts';
import type { ApprovalOutcome, AskedCall, Parked, Retry } from '../../proxy/asked.ts';
import { STATE_PREFIX } from '../../proxy/comeback.ts';
import type { Config } from '../config.ts';
import type { Answered, ApprovalAnswer, Approvals, Grant, HeldCall } from '../control/approvals.ts';
import type { Lock } from '../lock.ts';
import { flawOf, grantOnce, MESSAGES, personSaidNo, RETURN_TEXTS, type Refusal } from './answers.ts';
import { GrantBook } from './grants.ts';
import { HeldCalls, type HeldEntry } from './heldCalls.ts';
import { ParkedCalls } from './parked.ts';
import { Records } from './records.ts';

/** A call, with what is known of its caller. */
export interface CallToApprove extends AskedCall {
  readonly agentId: string | null;
  readonly verified: boolean;
}

interface AskOptions {
  /** Aborted where nobody needs the answer any more. */
  readonly signal?: AbortSignal;
  /**
   * Told at once where the call is held; never where it is settled without asking. `state` is what a parked call comes
   * back with.
   */
  readonly onHeld?: (held: HeldCall, state: string | null) => void;
  /** Where the caller does not wait, and comes back for what came of it. */
  readonly parked?: Parked;
}

/** What a call that came back is told, and what it carried at first. */
type ReturnOutcome = ApprovalOutcome & { readonly carried: JsonObject };

/** What holds calls for persons, on behalf of the sessions of one process. */
export interface ApprovalBroker extends Approvals {
  /** Resolves once somebody has answered, or nobody has in time. Never rejects: whatever goes wrong is a refusal. */
  ask(call: CallToApprove, options?: AskOptions): Promise<ApprovalOutcome>;
  /** The same for a parked call that has come back with an answer. Its state is good for one try. */
  comeBack(call: CallToApprove, retry: Retry): Promise<ReturnOutcome>;
  /** Denies what is still held. */
  close(): void;
}

export interface ApprovalBrokerOptions {
  readonly log: AuditLog;
  readonly config: Pick<Config, 'approvals'>;
  /** Where a passphrase is set, a client cannot answer in its person's place, unless the settings say that it can. */
  readonly lock?: Pick<Lock, 'look'>;
  readonly clock?: () => Instant;
  /** Bytes that nobody can foretell. */
  readonly random?: (bytes: number) => Uint8Array;
}

/** Opens the broker of a process. */
export function openApprovals(options: ApprovalBrokerOptions): ApprovalBroker {
  return new Broker(options);
}

/** A call with more cannot be looked through by a person. */
const MAX_ARGS_CHARS = 256 * 1024;

class Broker implements ApprovalBroker {
  readonly #clock: () => Instant;
  readonly #random: (bytes: number) => Uint8Array;
  readonly #timeoutMs: number;
  readonly #lock: Pick<Lock, 'look'> | null;
  readonly #held = new HeldCalls();
  readonly #parked = new ParkedCalls();
  readonly #grants = new GrantBook();
  readonly #records: Records;
  readonly #listeners = new Set<() => void>();
  #isClosed = false;

  constructor({ log, config, lock, clock = systemClock, random = randomBytes }: ApprovalBrokerOptions) {
    this.#clock = clock;
    this.#random = random;
    this.#timeoutMs = config.approvals.timeout * 1000;
    this.#lock = config.approvals.elicitation === null ? (lock ?? null) : null;
    this.#records = new Records(log, clock, random(32));
  }

  ask(asked: CallToApprove, options: AskOptions = {}): Promise<ApprovalOutcome> {
    const hash = argsHashOf(asked.args);
    if (hash === null) return refused('a text in its arguments is not well-formed, so nobody can be shown it', false);
    const bytes = hash.text.length + JSON.stringify(options.parked?.carried ?? {}).length;
    if (bytes > MAX_ARGS_CHARS) return refused('its arguments are too long to be shown to a person', false);
    if (this.#isClosed) return refused('Leash is ending, so nobody can be asked', true);
    if (options.signal?.aborted === true) return refused('whoever called gave it up', true);
    const call = this.#callOf(asked, hash.hash);
    const grant = this.#grants.use(call, call.at);
    if (grant !== null) {
      this.#changed();
      const { id, by, reach } = grant;
      return Promise.resolve({ kind: 'approved', grant: { id, by, reach } });
    }
    this.#parked.prune(call.at);
    const isFull = options.parked !== undefined && this.#parked.isFull;
    const obstacle = isFull ? 'too many calls wait already' : this.#held.obstacle(call.session, bytes);
    return obstacle === null
      ? this.#hold(call, bytes, options)
      : refused(`it needs a person's answer, and ${obstacle}`, true);
  }

  async comeBack(asked: CallToApprove, retry: Retry): Promise<ReturnOutcome> {
    const taken = this.#parked.take(retry, asked.policySet, this.#clock().ms);
    if (taken.kind === 'refused') {
      const { why, spent } = taken;
      this.#records.refused({ about: asked, approval: spent, why, by: CLIENT });
      if (spent !== null) this.#withdraw(spent, 'what came back was not what was asked about');
      return { kind: 'refused', reason: RETURN_TEXTS[why], retry: true, carried: {} };
    }
    const { id, carried, outcome } = taken;
    const { choice } = retry;
    const argsHash = argsHashOf(asked.args)?.hash ?? '';
    const said = await this.answer(id, { ...choice, argsHash, by: CLIENT });
    // Nobody can come back for it again: where the answer does not count, it is given up.
    if (said.kind === 'refused' && said.why !== 'already-answered') this.#withdraw(id, said.message);
    const came = await outcome;
    // Somebody else may have agreed meanwhile: a person who says no in the client is not overruled.
    const isOverruled = came.kind === 'approved' && choice.verdict === 'deny';
    return { ...(isOverruled ? personSaidNo({ by: CLIENT, reason: choice.reason }) : came), carried };
  }

  held(): readonly HeldCall[] {
    return this.#held.list();
  }

  async answer(id: string, answer: ApprovalAnswer): Promise<Answered> {
    const isByClient = answer.by === CLIENT && answer.verdict === 'approve';
    if (isByClient && this.#lock !== null && (await this.#lock.look())) {
      return this.#refuse(this.#held.get(id), id, answer, 'passphrase');
    }
    const entry = this.#held.get(id);
    if (entry === null) return this.#refuse(null, id, answer, this.#held.fateOf(id));
    const flaw = entry.isAnswering ? 'already-answered' : flawOf(entry.call, answer);
    if (flaw !== null) return this.#refuse(entry, id, answer, flaw);
    const isApproved = answer.verdict === 'approve';
    const now = this.#clock().ms;
    const drafted =
      isApproved && answer.reach !== 'once' ? this.#grants.draft(entry.call, answer, { id: this.#newId(), now }) : null;
    if (drafted !== null && 'error' in drafted) return this.#refuse(entry, id, answer, 'pattern', drafted.error);
    const grant = drafted?.kept.grant ?? null;
    entry.isAnswering = true;
    const error = await this.#records.answered(entry.call, answer, grant);
    entry.isAnswering = false;
    if (error !== null) {
      // INVARIANT: an answer that is not recorded changes nothing.
      if (entry.isOverdue) this.#expire(entry);
      return { kind: 'refused', why: 'unrecorded', message: `the answer could not be recorded: ${error.message}` };
    }
    // Given up while the answer was written: nothing is left that it could let through.
    if (this.#held.get(id) !== entry) return this.#refuse(entry, id, answer, 'expired');
    if (drafted !== null) this.#grants.add(drafted.kept);
    this.#settle(entry, 'already-answered', isApproved ? grantOnce(entry.call, answer, grant) : personSaidNo(answer));
    return { kind: 'answered', verdict: isApproved ? 'approve' : 'deny', grant: grant?.id ?? null };
  }

  grants(): readonly Grant[] {
    return this.#grants.list(this.#clock().ms);
  }

  async revoke(id: string, by: string): Promise<boolean> {
    const grant = this.#grants.take(id);
    if (grant === null) return false;
    // It lets nothing through from here on, whether or not that can be recorded.
    this.#changed();
    await this.#records.revoked(grant, by);
    return true;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#isClosed = true;
    for (const { id } of this.#held.list()) this.#withdraw(id, 'Leash is ending');
  }

  #callOf({ timeoutMs, reaches, ...known }: CallToApprove, argsHash: string): HeldCall {
    const at = this.#clock().ms;
    const expiresAt = at + (timeoutMs ?? this.#timeoutMs);
    return { ...known, id: this.#newId(), at, expiresAt, argsHash, reaches: [...new Set([...ONCE, ...reaches])] };
  }

  #hold(call: HeldCall, bytes: number, { signal, onHeld, parked }: AskOptions): Promise<ApprovalOutcome> {
    const state = parked === undefined ? null : `${STATE_PREFIX}${this.#newId()}${this.#newId()}`;
    const withdraw = (): void => this.#withdraw(call.id, 'whoever called gave it up');
    const outcome = new Promise<ApprovalOutcome>((resolve) => {
      const tell = (what: ApprovalOutcome): void => {
        signal?.removeEventListener('abort', withdraw);
        resolve(what);
      };
      const entry: HeldEntry = { call, bytes, tell, isAnswering: false, isOverdue: false };
      this.#held.add(entry, () => this.#expire(entry));
    });
    signal?.addEventListener('abort', withdraw, { once: true });
    if (parked !== undefined && state !== null) this.#parked.add(state, call, parked, outcome);
    this.#records.requested(call);
    onHeld?.(call, state);
    this.#changed();
    return outcome;
  }

  #expire(entry: HeldEntry): void {
    entry.isOverdue = true;
    // What is on its way to the log was said in time.
    if (entry.isAnswering) return;
    const { call } = entry;
    this.#records.expired(call);
    const seconds = Math.round((call.expiresAt - call.at) / 1000);
    const reason = `a person was asked, and nobody answered within ${seconds} s`;
    this.#settle(entry, 'expired', { kind: 'refused', reason, retry: true });
  }

  #withdraw(id: string, why: string): void {
    const entry = this.#held.get(id);
    if (entry === null) return;
    this.#records.withdrawn(entry.call, why);
    this.#settle(entry, 'expired', { kind: 'refused', reason: `it waited for a person, and ${why}`, retry: true });
  }

  #refuse(
    entry: HeldEntry | null,
    id: string,
    { by }: ApprovalAnswer,
    why: Refusal,
    message = MESSAGES[why],
  ): Answered {
    this.#records.refused({ about: entry?.call ?? null, approval: id, why, by });
    return { kind: 'refused', why, message };
  }

  #settle(entry: HeldEntry, fate: 'already-answered' | 'expired', outcome: ApprovalOutcome): void {
    this.#held.remove(entry.call.id, fate);
    entry.tell(outcome);
    this.#changed();
  }

  /** In hex: people type its beginning, and one of other characters could begin as an option does. */
  #newId(): string {
    return Buffer.from(this.#random(16)).toString('hex');
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Who answers where the client is asked to ask. */
const CLIENT = 'elicitation';
const ONCE = ['once'] as const;

function refused(reason: string, retry: boolean): Promise<ApprovalOutcome> {
  return Promise.resolve({ kind: 'refused', reason, retry });
}
