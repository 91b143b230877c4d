import type { DecisionDraft, Instant, SessionFacts } from '../audit/entry.ts';
import type { ApprovalReach, Authorizer, Decision, ResultInspection, RuleRef } from '../authz/decision.ts';
import type { Subject } from '../authz/mapping.ts';
import type { Facts } from '../authz/request.ts';
import type { RequestId, Side } from '../jsonrpc/message.ts';
import { denialText, laterText, unrecordedText, type Advice } from './denial.ts';
import type { SessionConfig } from './desk.ts';
import { decisionDraft } from './drafts.ts';
import { approvalOf, discharge, inspectionsOf, limitHits, type LimitHit } from './obligations.ts';
import type { SessionBook } from './sessionFacts.ts';

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

/** A thing that a message asks for and a person has to agree to. */
export interface Ask {
  /** Which of its drafts it is. */
  readonly draft: number;
  readonly reason: string;
  readonly timeoutMs: number | null;
  readonly reaches: readonly ApprovalReach[];
}

/** All that it asks for is allowed, or the first of it that is not. */
export type Verdict =
  | {
      readonly kind: 'allow';
      readonly drafts: readonly DecisionDraft[];
      readonly rules: readonly RuleRef[];
      /** Places in rate limits that have to be taken before it holds. */
      readonly hits: readonly LimitHit[];
      /** What a person has to agree to before it holds. */
      readonly asks: readonly Ask[];
      /** What is to be done about the result. */
      readonly inspections: readonly ResultInspection[];
    }
  | { readonly kind: 'deny'; readonly draft: DecisionDraft; readonly text: string };

type Denied = Extract<Verdict, { kind: 'deny' }>;

/** What of a session's settings its decisions rest on. */
type JudgeConfig = Pick<SessionConfig, 'facts' | 'authorizer' | 'pins' | 'isHttpClient' | 'agentFacts' | 'approvals'>;

/** Asks the policies for one session, and words what they answer. */
export class Judge {
  readonly #config: JudgeConfig;
  readonly #facts: SessionFacts;
  readonly #book: SessionBook;
  #authorizer: Authorizer;

  constructor(config: JudgeConfig, book: SessionBook) {
    this.#config = config;
    this.#facts = config.facts;
    this.#book = book;
    this.#authorizer = config.authorizer;
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
    const asks: Ask[] = [];
    const inspections: ResultInspection[] = [];
    for (const subject of question.subjects) {
      const decision = question.given ?? this.#ask(question, subject);
      const draft = this.#draft(question, subject, decision);
      if (decision.outcome === 'deny') {
        const authorizer =
          question.wayOut === undefined ? this.#authorizer : { ...this.#authorizer, wayOut: question.wayOut };
        if (question.from === 'client') this.#book.denied();
        return { kind: 'deny', draft, text: denialText(this.#asked(subject), decision, authorizer) };
      }
      const ask = approvalOf(decision);
      if (ask !== null) asks.push({ draft: drafts.length, ...ask });
      drafts.push(draft);
      rules.push(...decision.determining);
      hits.push(...limitHits(decision, this.#facts));
      inspections.push(...inspectionsOf(decision));
    }
    if (question.from === 'client') for (const subject of question.subjects) this.#count(subject, 'called');
    return { kind: 'allow', drafts, rules, hits, asks, inspections };
  }

  /** Takes back that these were called: they are decided again, or were not run after all. */
  uncall(subjects: readonly Subject[], from: Side): void {
    if (from === 'client') for (const subject of subjects) this.#count(subject, 'uncalled');
  }

  /** The denial of what was allowed, and came too often. */
  overLimit(draft: DecisionDraft, retryAt: Instant['ms'], at: Instant): Denied {
    const seconds = Math.max(1, Math.ceil((retryAt - at.ms) / 1000));
    const reason = `the rate limit is used up; the next call is possible in ${seconds} s, at ${new Date(retryAt).toISOString()}`;
    return this.#afterAll(draft, reason, 'later', at);
  }

  /** The denial of what could not be counted. */
  uncounted(draft: DecisionDraft, cause: string, at: Instant): Denied {
    const reason = `its rate limit cannot be counted, and what is not counted is not forwarded: ${cause}`;
    return this.#afterAll(draft, reason, 'later', at);
  }

  /** The denial of what no person has agreed to. */
  unapproved(draft: DecisionDraft, { reason, retry }: { reason: string; retry: boolean }, at: Instant): Denied {
    return this.#afterAll(draft, reason, retry ? 'ask' : 'never', at);
  }

  /** The denial of what an external decision point does not agree to. */
  overruled(draft: DecisionDraft, { reason, by }: { reason: string; by: string }, at: Instant): Denied {
    return this.#afterAll(draft, `the decision point ${by} does not allow it: ${reason}`, 'elsewhere', at);
  }

  /** The denial of what a person was asked about under policies that are not in force any more. */
  otherPolicies(draft: DecisionDraft, at: Instant): Denied {
    const reason = 'the policies changed while it waited, and they ask about it anew';
    return this.#afterAll(draft, reason, 'ask', at);
  }

  /** The text for an allowed message that the log could not take. */
  unrecorded(subject: Subject, cause: string): string {
    this.#count(subject, 'uncalled');
    return unrecordedText(this.#asked(subject), cause);
  }

  #afterAll(draft: DecisionDraft, reason: string, advice: Advice, at: Instant): Denied {
    if (draft.from === 'client') {
      this.#count(draft, 'uncalled');
      this.#book.denied();
    }
    return { kind: 'deny', draft: { ...draft, at, effect: 'deny', reason }, text: laterText(draft, reason, advice) };
  }

  #count({ method, action }: Pick<Subject, 'method' | 'action'>, what: 'called' | 'uncalled'): void {
    if (method === 'tools/call' && action !== null) this.#book[what](action);
  }

  #ask({ from, at }: Question, subject: Subject): Decision {
    const { agent, server } = this.#facts;
    const facts = { ...this.#toolFacts(subject), ...this.#sessionFacts(at) };
    const canAsk = this.#config.approvals !== undefined;
    return discharge(this.#authorizer.authorize({ agent, server, from, ...subject, context: {}, facts }), { canAsk });
  }

  #sessionFacts({ ms }: Instant): Facts {
    const transport = this.#config.isHttpClient === true ? 'http' : 'stdio';
    const agent = this.#config.agentFacts?.();
    const facts: Facts = { server: { transport }, session: this.#book.at(ms), now: ms };
    return agent === undefined ? facts : { ...facts, agent };
  }

  #toolFacts({ method, action }: Subject): Facts {
    const { pins } = this.#config;
    const isKnown = method === 'tools/call' && action !== null && pins !== undefined;
    return isKnown ? { tool: pins.inventory.factsOf(action) } : {};
  }

  #draft({ from, id, at }: Question, subject: Subject, decision: Decision): DecisionDraft {
    const { policySet } = this.#authorizer;
    return decisionDraft(this.#facts, { from, id, subject, policySet, at }, decision);
  }

  #asked(subject: Subject) {
    return { server: this.#facts.server, ...subject };
  }
}
