import type { DecisionDraft, Instant, SessionFacts } from '../audit/entry.ts';
import type { Authorizer, Decision, RuleRef } from '../authz/decision.ts';
import type { Subject } from '../authz/mapping.ts';
import type { RequestId, Side } from '../jsonrpc/message.ts';
import { denialText, limitText, unrecordedText } from './denial.ts';
import { decisionDraft } from './drafts.ts';
import { discharge, limitHits, type LimitHit } from './obligations.ts';

/** What is to be decided: all that one message asks for. */
export interface Question {
  readonly from: Side;
  readonly id: RequestId | null;
  readonly subjects: readonly Subject[];
  /** A decision that is made already (a task's), in place of asking the policies. */
  readonly given: Decision | null;
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
  #authorizer: Authorizer;

  constructor(facts: SessionFacts, authorizer: Authorizer) {
    this.#facts = facts;
    this.#authorizer = authorizer;
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
        return { kind: 'deny', draft, text: denialText(this.#asked(subject), decision, this.#authorizer) };
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
    return discharge(this.#authorizer.authorize({ agent, server, from, ...subject, context: {} }));
  }

  #draft({ from, id, at }: Question, subject: Subject, decision: Decision): DecisionDraft {
    const { policySet } = this.#authorizer;
    return decisionDraft(this.#facts, { from, id, subject, policySet, at }, decision);
  }

  #asked(subject: Subject) {
    return { server: this.#facts.server, ...subject };
  }
}
