import { printable } from '../jsonrpc/printable.ts';
import type { Decision, LogPlace, RuleName } from './decision.ts';

/** A call was not run, or what it returned is kept back. The message is the whole denial, for a model to act on. */
export class LeashDenied extends Error {
  readonly code = 'LEASH_DENIED';
  readonly action: string;
  /** Without argument values. */
  readonly reason: string;
  readonly rules: readonly RuleName[];
  /** Where the decision stands in the log; null where nobody was asked, since the call cannot be judged at all. */
  readonly receipt: LogPlace | null;
  /** When a used-up rate limit lets the next call through; null where it is no matter of time. */
  readonly retryAt: Date | null;
  /** Whether the call was run, and only its result is kept back. */
  readonly ran: boolean;

  constructor(facts: DenialFacts, options?: ErrorOptions) {
    super(facts.message, options);
    this.name = 'LeashDenied';
    this.action = facts.action;
    this.reason = facts.reason;
    this.rules = facts.decision?.rules ?? [];
    this.receipt = facts.decision?.receipt ?? null;
    this.retryAt = facts.decision?.retryAt ?? null;
    this.ran = facts.ran ?? false;
  }

  /** The rule that decided, as `policy/rule`; null where none did. */
  get rule(): string | null {
    const [first] = this.rules;
    return first === undefined ? null : `${first.policy}/${first.rule}`;
  }
}

interface DenialFacts {
  readonly action: string;
  readonly message: string;
  readonly reason: string;
  readonly decision?: Decision;
  readonly ran?: boolean;
}

/** Nobody could decide, or the decision could not be recorded: nothing was run, and it may be tried again later. */
export class LeashUnavailable extends Error {
  readonly code = 'LEASH_UNAVAILABLE';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LeashUnavailable';
  }
}

/** What the policies said no to. */
export function deniedBy(action: string, decision: Decision): LeashDenied {
  const { reason } = decision;
  return new LeashDenied({ action, message: decision.denial ?? `Leash denied this: ${reason}`, reason, decision });
}

/** What never came before a policy, since nobody could judge it as it is. */
export function unjudged(action: string, reason: string, options?: ErrorOptions): LeashDenied {
  const message = `Leash denied this: \`${printable(action, 200)}\` was not run.\nReason: ${reason}`;
  return new LeashDenied({ action, message, reason }, options);
}

/** What was allowed, and not run all the same. */
export function notRun(action: string, decision: Decision, reason: string): LeashDenied {
  const message = `Leash denied this: \`${printable(action, 200)}\` was not run.\nReason: ${reason}`;
  return new LeashDenied({ action, message, reason, decision });
}

/** What was run, and whose result the caller may not have. */
export function withheld(action: string, decision: Decision, why: string): LeashDenied {
  const message = [
    `Leash withheld the result of this: \`${printable(action, 200)}\` was run, and what it returned is not shown.`,
    `Reason: ${why}`,
    'Do not repeat it unchanged: it would be run again, and its result withheld again.',
  ].join('\n');
  return new LeashDenied({ action, message, reason: why, decision, ran: true });
}
