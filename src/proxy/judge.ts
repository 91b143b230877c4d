import type { DecisionDraft, Instant, SessionFacts } from '../audit/entry.ts';
import type { Authorizer, Decision, ResultInspection, RuleRef } from '../authz/decision.ts';
import type { Subject } from '../authz/mapping.ts';
import type { Facts } from '../authz/request.ts';
import type { RequestId, Side } from '../jsonrpc/message.ts';
import { denialText, limitText, unrecordedText } from './denial.ts';
import type { SessionConfig } from './desk.ts';
import { decisionDraft } from './drafts.ts';
import { discharge, inspectionsOf, limitHits, type LimitHit } from './obligations.ts';
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

/** All that it asks for is allowed, or the first of it that is not. */
export type Verdict =
  | {
      readonly kind: 'allow';
      readonly drafts: readonly DecisionDraft[];
      readonly rules: readonly RuleRef[];
      /** Places in rate limits that have to be taken before it holds. */
      readonly hits: readonly LimitHit[];
      /** What is to be done about the result. */
      readonly inspections: readonly ResultInspection[];
    }
  | { readonly kind: 'deny'; readonly draft: DecisionDraft; readonly text: string };

/** What of a session's settings its decisions rest on. */
type JudgeConfig = Pick<SessionConfig, 'facts' | 'authorizer' | 'pins' | 'isHttpClient' | 'agentFacts'>;

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
      drafts.push(draft);
      rules.push(...decision.determining);
      hits.push(...limitHits(decision, this.#facts));
      inspections.push(...inspectionsOf(decision));
    }
    if (question.from === 'client') for (const subject of question.subjects) this.#count(subject, 'called');
    return { kind: 'allow', drafts, rules, hits, inspections };
  }

  /** The denial of what was allowed, and came too often. */
  overLimit(draft: DecisionDraft, retryAt: Instant['ms'], at: Instant): Extract<Verdict, { kind: 'deny' }> {
    const seconds = Math.max(1, Math.ceil((retryAt - at.ms) / 1000));
    const reason = `the rate limit is used up; the next call is possible in ${seconds} s, at ${new Date(retryAt).toISOString()}`;
    return this.#afterAll(draft, reason, at);
  }

  /** The denial of what could not be counted. */
  uncounted(draft: DecisionDraft, cause: string, at: Instant): Extract<Verdict, { kind: 'deny' }> {
    return this.#afterAll(
      draft,
      `its rate limit cannot be counted, and what is not counted is not forwarded: ${cause}`,
      at,
    );
  }

  /** The text for an allowed message that the log could not take. */
  unrecorded(subject: Subject, cause: string): string {
    this.#count(subject, 'uncalled');
    return unrecordedText(this.#asked(subject), cause);
  }

  #afterAll(draft: DecisionDraft, reason: string, at: Instant): Extract<Verdict, { kind: 'deny' }> {
    if (draft.from === 'client') {
      this.#count(draft, 'uncalled');
      this.#book.denied();
    }
    return { kind: 'deny', draft: { ...draft, at, effect: 'deny', reason }, text: limitText(draft, reason) };
  }

  #count({ method, action }: Pick<Subject, 'method' | 'action'>, what: 'called' | 'uncalled'): void {
    if (method === 'tools/call' && action !== null) this.#book[what](action);
  }

  #ask({ from, at }: Question, subject: Subject): Decision {
    const { agent, server } = this.#facts;
    const facts = { ...this.#toolFacts(subject), ...this.#sessionFacts(at) };
    return discharge(this.#authorizer.authorize({ agent, server, from, ...subject, context: {}, facts }));
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
