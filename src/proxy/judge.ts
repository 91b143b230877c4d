import type { DecisionDraft, Instant, SessionFacts } from '../audit/entry.ts';
import type { Authorizer, Decision, RuleRef } from '../authz/decision.ts';
import type { Subject } from '../authz/mapping.ts';
import type { RequestId, Side } from '../jsonrpc/message.ts';
import type { Inventory } from '../pins/inventory.ts';
import { denialText, limitText, unrecordedText } from './denial.ts';
import { decisionDraft } from './drafts.ts';
import { discharge, limitHits, type LimitHit } from './obligations.ts';

/** What is to be decided: all that one message asks for. */
export interface Question {
  readonly from: Side;
  readonly id: RequestId | null;
  readonly subjects: readonly Subject[];
  /** A decision that is made already (a task's, or that of the pins), in place of asking the policies. */
  readonly given: Decision | null;
  /** What can be done about a decision that is given, where the policies have nothing to do with it. */
  readonly wayOut?: string;
  readonly at: Instant;
}

/** All that it asks for is allowed, or the first of it that is not. */
export type Verdict =
  | {
      readonly kind: 'allow';
      readonly drafts: readonly DecisionDraft[];
      readonly rules: readonly RuleRef[];
      /** Places in rate limits that have to be taken before it holds. */
      readonly hits: readonly LimitHit[];
    }
  | { readonly kind: 'deny'; readonly draft: DecisionDraft; readonly text: string };

/** Asks the policies for one session, and words what they answer. */
export class Judge {
  readonly #facts: SessionFacts;
  readonly #inventory: Pick<Inventory, 'factsOf'> | null;
  #authorizer: Authorizer;

  constructor(facts: SessionFacts, authorizer: Authorizer, inventory: Pick<Inventory, 'factsOf'> | null = null) {
    this.#facts = facts;
    this.#authorizer = authorizer;
    this.#inventory = inventory;
  }

  get authorizer(): Authorizer {
    return this.#authorizer;
  }

  /** Puts another policy set in force, between two messages. */
  replace(authorizer: Authorizer): void {
    this.#authorizer = authorizer;
  }

  decide(question: Question): Verdict {
    const drafts: DecisionDraft[] = [];
    const rules: RuleRef[] = [];
    const hits: LimitHit[] = [];
    for (const subject of question.subjects) {
      const decision = question.given ?? this.#ask(question.from, subject);
      const draft = this.#draft(question, subject, decision);
      if (decision.outcome === 'deny') {
        const authorizer = question.wayOut === undefined ? this.#authorizer : { ...this.#authorizer, wayOut: question.wayOut };
        return { kind: 'deny', draft, text: denialText(this.#asked(subject), decision, authorizer) };
      }
      drafts.push(draft);
      rules.push(...decision.determining);
      // An allow that observe mode made of a denial takes nobody's place.
      if (!decision.observed) hits.push(...limitHits(decision, this.#facts));
    }
    return { kind: 'allow', drafts, rules, hits };
  }

  /** The denial of what was allowed, and came too often. */
  overLimit(draft: DecisionDraft, retryAt: Instant['ms'], at: Instant): Extract<Verdict, { kind: 'deny' }> {
    const seconds = Math.max(1, Math.ceil((retryAt - at.ms) / 1000));
    const reason = `the rate limit is used up; the next call is possible in ${seconds} s, at ${new Date(retryAt).toISOString()}`;
    return { kind: 'deny', draft: { ...draft, at, effect: 'deny', reason }, text: limitText(draft, reason) };
  }

  /** The denial of what could not be counted. */
  uncounted(draft: DecisionDraft, cause: string, at: Instant): Extract<Verdict, { kind: 'deny' }> {
    const reason = `its rate limit cannot be counted, and what is not counted is not forwarded: ${cause}`;
    return { kind: 'deny', draft: { ...draft, at, effect: 'deny', reason }, text: limitText(draft, reason) };
  }

  /** The text for an allowed message that the log could not take. */
  unrecorded(subject: Subject, cause: string): string {
    return unrecordedText(this.#asked(subject), cause);
  }

  #ask(from: Side, subject: Subject): Decision {
    const { agent, server } = this.#facts;
    const request = { agent, server, from, ...subject, context: {} };
    const isCall = subject.method === 'tools/call' && subject.action !== null && this.#inventory !== null;
    return discharge(
      this.#authorizer.authorize(
        isCall ? { ...request, facts: { tool: this.#inventory.factsOf(subject.action) } } : request,
      ),
    );
  }

  #draft({ from, id, at }: Question, subject: Subject, decision: Decision): DecisionDraft {
    const { policySet } = this.#authorizer;
    return decisionDraft(this.#facts, { from, id, subject, policySet, at }, decision);
  }

  #asked(subject: Subject) {
    return { server: this.#facts.server, ...subject };
  }
}
