import type { GrantRef, Instant } from '../../audit/entry.ts';
import type { Obligation } from '../../authz/decision.ts';
import type { SessionBook } from '../../proxy/sessionFacts.ts';
import type { ApprovalBroker } from '../approvals/broker.ts';
import type { Engine } from '../engine.ts';
import type { Authorizers } from './authorizers.ts';
import { approve, CHANGED, consult, count, GIVEN_UP, unasked, unknownDuty, type Denied } from './duties.ts';
import type { Asked } from './readRequest.ts';
import { deniedAfterAll, verdictOf, type Made, type Verdict } from './verdict.ts';

/** What a request is weighed with. */
export interface Scales {
  readonly engine: Engine;
  readonly authorizers: Authorizers;
  readonly clock: () => Instant;
  /** Asks a person. */
  readonly ask: ApprovalBroker['ask'];
}

/** How a request has fared before it is recorded. */
export type Weighed =
  | { readonly kind: 'denied'; readonly verdict: Verdict }
  | {
      readonly kind: 'allowed';
      readonly verdict: Verdict;
      readonly obligations: readonly Obligation[];
      /** Gives back what it took: it is not done after all. */
      readonly undo: () => void;
    };

/** Asks the policies, and does all that an allow obliges to. What is allowed counts as called from then on. */
export async function weigh(scales: Scales, asked: Asked, book: SessionBook): Promise<Weighed> {
  const made = askPolicies(scales, asked, book);
  if (made.decision.outcome === 'deny') {
    book.denied();
    return { kind: 'denied', verdict: verdictOf(asked, made, scales.clock()) };
  }
  const { action } = asked.subject;
  book.called(action);
  try {
    const weighed = await fulfil(scales, asked, book, made);
    if (weighed.kind === 'denied') {
      book.uncalled(action);
      book.denied();
      return weighed;
    }
    const undo = (): void => {
      weighed.undo();
      book.uncalled(action);
    };
    return { ...weighed, undo };
  } catch (error) {
    book.uncalled(action);
    throw error;
  }
}

/** What the policies say now. */
export function askPolicies({ engine, authorizers, clock }: Scales, asked: Asked, book: SessionBook): Made {
  const { facts, identity, subject, context } = asked;
  const { ms } = clock();
  const authorizer = authorizers.of(asked);
  const known = { agent: engine.standing.factsOf(identity), session: book.at(ms), now: ms };
  const { agent, server } = facts;
  const decision = authorizer.authorize({ agent, server, from: 'client', ...subject, context, facts: known });
  return { decision, authorizer };
}

/** In this order: what is denied on the way takes no place in a rate limit. */
async function fulfil(scales: Scales, asked: Asked, book: SessionBook, first: Made): Promise<Weighed> {
  const { engine, clock } = scales;
  const now = (made: Made): Made => afterWaiting(scales, asked, book, made);
  const deny = (made: Made, denied: Denied): Weighed => ({
    kind: 'denied',
    verdict: consulted(engine, deniedAfterAll(asked, made, denied, clock())),
  });
  let made = first;
  if (engine.consultant !== null) {
    const duty = gone(asked) ?? (await consult(engine.consultant, asked));
    if (duty.kind === 'denied' && (duty === GIVEN_UP || !engine.observe)) return deny(made, duty);
    made = now(made);
    if (duty.kind === 'denied') made = letThrough(made, duty);
  }
  let grant: GrantRef | null = null;
  if (needsPerson(made) && asked.wait) {
    const answer = gone(asked) ?? (await approve(scales.ask, made, asked));
    if (answer.kind === 'denied') return deny(made, answer);
    const after = now(made);
    // INVARIANT: an answer holds for the policies under which it was given.
    if (after !== made && needsPerson(after)) return deny(after, CHANGED);
    ({ grant } = answer);
    made = after;
  } else {
    const unanswered = unasked(made.decision);
    if (unanswered !== null) return deny(made, gone(asked) ?? unanswered);
  }
  if (made.decision.outcome === 'deny') return { kind: 'denied', verdict: verdictOf(asked, made, clock()) };
  const unable = gone(asked) ?? unknownDuty(made.decision);
  if (unable !== null) return deny(made, unable);
  const counted = await count(engine, made.decision, asked, clock());
  if (counted.kind === 'denied') return deny(made, counted);
  if (gone(asked) !== null) {
    counted.undo();
    return deny(made, GIVEN_UP);
  }
  const verdict = consulted(engine, verdictOf(asked, made, clock()));
  const draft = grant === null ? verdict.draft : { ...verdict.draft, grant };
  return {
    kind: 'allowed',
    verdict: { ...verdict, draft },
    obligations: made.decision.obligations,
    undo: counted.undo,
  };
}

function needsPerson({ decision }: Made): boolean {
  return decision.outcome === 'allow' && unasked(decision) !== null;
}

function gone({ signal }: Asked): Denied | null {
  return signal?.aborted === true ? GIVEN_UP : null;
}

/** What decides now: where that is another than before the wait, it is asked again. */
function afterWaiting(scales: Scales, asked: Asked, book: SessionBook, before: Made): Made {
  if (scales.authorizers.of(asked) === before.authorizer) return before;
  const { action } = asked.subject;
  book.uncalled(action);
  const now = askPolicies(scales, asked, book);
  book.called(action);
  return now;
}

/** With everything observed, whoever else says no is observed too. */
function letThrough({ decision, authorizer }: Made, { reason }: Denied): Made {
  if (decision.outcome === 'deny') return { decision, authorizer };
  return { decision: { ...decision, observed: true, mode: 'observe', reason }, authorizer };
}

/** Names in the record who was asked besides the policies. */
function consulted({ consultant }: Engine, verdict: Verdict): Verdict {
  if (consultant === null) return verdict;
  const { draft } = verdict;
  return { ...verdict, draft: { ...draft, obligations: [...draft.obligations, `consult ${consultant.name}`] } };
}
