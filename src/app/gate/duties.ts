import type { GrantRef, Instant } from '../../audit/entry.ts';
import type { ApprovalReach, Decision, RequireApproval } from '../../authz/decision.ts';
import { LeashError } from '../../errors.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { limitHits } from '../../proxy/obligations.ts';
import type { Consultant } from '../consultant.ts';
import type { ApprovalBroker } from '../approvals/broker.ts';
import type { Engine } from '../engine.ts';
import type { Asked } from './readRequest.ts';
import type { Made } from './verdict.ts';

/** Why something that the policies allow is not done after all. */
export interface Denied {
  readonly kind: 'denied';
  readonly reason: string;
  /** What can be done about it, as sentences for the text of the denial. */
  readonly wayOut: string;
  /** Milliseconds since the epoch: when the same may do; null where time alone changes nothing. */
  readonly retryAt: number | null;
}

type Duty = { readonly kind: 'done' } | Denied;

/** The denial of what obliges to something that nobody here knows (XACML 3.0 §7.18); null where all of it is known. */
export function unknownDuty({ obligations }: Decision): Denied | null {
  const isKnown = obligations.every(({ type }) => KNOWN.has(type));
  return isKnown ? null : denied('it has an obligation that this version does not know', ASK_A_PERSON);
}

const KNOWN: ReadonlySet<string> = new Set<Decision['obligations'][number]['type']>([
  'require-approval',
  'rate-limit',
  'inspect-result',
]);

/** Asks the decision point outside of Leash. */
export async function consult(consultant: Consultant, asked: Asked): Promise<Duty> {
  const { facts, identity, subject, signal } = asked;
  const { id: agentId, verified } = identity;
  const answer = await whileWanted(signal, consultant.consult({ ...facts, ...subject, agentId, verified }));
  if (answer === GONE) return GIVEN_UP;
  if (answer.allowed) return DONE;
  return denied(`the decision point ${consultant.name} does not allow it: ${printable(answer.reason)}`, ASK_A_PERSON);
}

/** Takes the places in rate limits that a decision needs; what is not done after all is undone. */
export async function count(
  { limits }: Pick<Engine, 'limits'>,
  decision: Decision,
  asked: Asked,
  at: Instant,
): Promise<{ readonly kind: 'done'; readonly undo: () => void } | Denied> {
  const hits = limitHits(decision, countedAs(asked));
  if (hits.length === 0) return { kind: 'done', undo: () => undefined };
  try {
    const counted = await limits.take(hits, at.ms);
    if (counted.granted) return { kind: 'done', undo: () => counted.undo() };
    const { retryAtMs } = counted;
    const seconds = Math.max(1, Math.ceil((retryAtMs - at.ms) / 1000));
    const when = `in ${seconds} s, at ${new Date(retryAtMs).toISOString()}`;
    return denied(`the rate limit is used up; the next call is possible ${when}`, LATER, retryAtMs);
  } catch (error) {
    const why = error instanceof LeashError ? error.message : 'it cannot be told why';
    return denied(`its rate limit cannot be counted, and what is not counted is not allowed: ${why}`, MEND);
  }
}

/** Whose places are taken: a session belongs to its agent, and all that an agent does outside of sessions is one. */
function countedAs({ facts, identity, isNamedSession }: Asked): Asked['facts'] {
  return { ...facts, session: JSON.stringify([identity.id, identity.name, isNamedSession ? facts.session : null]) };
}

/** The denial of what nobody waits for any more. */
export const GIVEN_UP: Denied = denied(
  'it was cancelled before it was done',
  'Whoever asked has gone; it can be asked again.',
);

/** The denial of what a person agreed to under other policies. */
export const CHANGED: Denied = denied(
  'the policies changed while it waited for a person',
  'It can be asked again: a person has to look at it once more.',
);

/** Waits for a person to agree, where a rule wants one to. */
export async function approve(
  ask: ApprovalBroker['ask'],
  { decision, authorizer }: Made,
  { facts, identity, subject, signal }: Asked,
): Promise<{ readonly kind: 'done'; readonly grant: GrantRef } | Denied> {
  const { determining: rules, reason, owasp } = decision;
  const { policySet } = authorizer;
  const who = { agentId: identity.id, verified: identity.verified };
  const call = { ...facts, ...subject, ...who, policySet, rules, reason, owasp, risk: null, ...boundsOf(decision) };
  const outcome = await ask(call, signal === null ? {} : { signal });
  if (outcome.kind === 'approved') return { kind: 'done', grant: outcome.grant };
  return denied(outcome.reason, outcome.retry ? ASK_AGAIN : ASK_A_PERSON);
}

/** What all asking rules let an answer reach, and the shortest that one of them waits. */
function boundsOf(decision: Decision): {
  readonly reaches: readonly ApprovalReach[];
  readonly timeoutMs: number | null;
} {
  const asking = asksOf(decision);
  const isReach = (reach: ApprovalReach): boolean =>
    asking.every(({ remember = ['once'] }) => remember.includes(reach));
  const times = asking.flatMap(({ timeoutMs }) => (timeoutMs === undefined ? [] : [timeoutMs]));
  const reaches = (['once', 'session', 'pattern'] as const).filter(isReach);
  return { reaches, timeoutMs: times.length === 0 ? null : Math.min(...times) };
}

/** The denial of what a person would have to agree to, where nobody is asked. */
export function unasked(decision: Decision, why = 'the caller does not wait for one'): Denied | null {
  const [first] = asksOf(decision);
  return first === undefined ? null : denied(`needs a person's approval, and ${why}: ${first.reason}`, NOBODY_TO_ASK);
}

function asksOf({ obligations }: Decision): readonly RequireApproval[] {
  return obligations.filter((obligation): obligation is RequireApproval => obligation.type === 'require-approval');
}

const DONE: Duty = { kind: 'done' };

function denied(reason: string, wayOut: string, retryAt: number | null = null): Denied {
  return { kind: 'denied', reason, wayOut, retryAt };
}

const GONE = Symbol('gone');

/** What a promise comes to, unless the caller goes away before that. */
function whileWanted<T>(signal: AbortSignal | null, work: Promise<T>): Promise<T | typeof GONE> {
  if (signal === null) return work;
  return new Promise((resolve, reject) => {
    const gone = (): void => resolve(GONE);
    if (signal.aborted) gone();
    signal.addEventListener('abort', gone, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', gone));
  });
}

const ASK_A_PERSON = 'Do not repeat it unchanged: the answer stays the same until a person changes what decides.';
const ASK_AGAIN = 'It can be asked again, once somebody is there to answer.';
const LATER = 'It can be tried again then; trying more often does not help.';
const MEND = 'A person has to mend that first; `leash status` helps. It can be tried again after that.';
const NOBODY_TO_ASK = 'Do not repeat it: whoever asks has to wait for a person, or a person has to change the rule.';
