import type { Instant, Receipt } from '../../audit/entry.ts';
import type { Obligation } from '../../authz/decision.ts';
import { systemClock } from '../../edge/clock.ts';
import { LeashError } from '../../errors.ts';
import { withEntry, unrecordedText } from '../../proxy/denial.ts';
import { outcomeDraft } from '../../proxy/drafts.ts';
import { SessionBook } from '../../proxy/sessionFacts.ts';
import type { ApprovalBroker } from '../approvals/broker.ts';
import type { Gate, GateAnswer, GateOutcome, GateRequest } from '../control/gate.ts';
import type { Engine } from '../engine.ts';
import { Authorizers } from './authorizers.ts';
import { GIVEN_UP, unasked } from './duties.ts';
import type { JsonBounds } from './plainJson.ts';
import { readRequest, type Asked } from './readRequest.ts';
import { Recent } from './recent.ts';
import { deniedAfterAll, refusal, verdictOf, type Verdict } from './verdict.ts';
import { askPolicies, weigh, type Scales } from './weigh.ts';

/** Most sessions whose calls are remembered for the conditions of rules. */
const SESSIONS_KEPT = 10_000;

export interface GateOptions {
  readonly clock?: () => Instant;
  /** Who asks a person; the engine's own approvals where absent. */
  readonly ask?: ApprovalBroker['ask'];
}

/** Opens the gate of an engine: what is to be authorized and is no MCP message is decided as one would be. */
export function openGate(engine: Engine, { clock = systemClock, ask }: GateOptions = {}): Gate {
  const asking: ApprovalBroker['ask'] = ask ?? ((call, options) => engine.approvals.ask(call, options));
  return new EngineGate({ engine, authorizers: new Authorizers(engine), clock, ask: asking });
}

class EngineGate implements Gate {
  readonly #scales: Scales;
  readonly #bounds: JsonBounds;
  readonly #books = new Recent<SessionBook>(SESSIONS_KEPT);
  /** The allowed answers of which nobody has said yet what became of them. */
  readonly #open = new WeakMap<GateAnswer, { readonly verdict: Verdict; readonly receipt: Receipt }>();

  constructor(scales: Scales) {
    this.#scales = scales;
    const { maxDepth, maxLineBytes } = scales.engine.config;
    this.#bounds = { maxDepth, maxLength: maxLineBytes };
  }

  async authorize(request: GateRequest): Promise<GateAnswer> {
    const reading = readRequest(request, this.#bounds);
    const { clock } = this.#scales;
    if (reading.kind === 'refused') return this.#recorded(refusal(reading.facts, NO_METHOD, reading.why, clock()));
    const { asked } = reading;
    try {
      return await this.#authorize(asked);
    } catch (error) {
      // INVARIANT: what is unforeseen is a denial. Its message may quote the call, so only its name is told.
      const why = `it could not be decided (${error instanceof Error ? error.name : typeof error})`;
      return this.#recorded(refusal(asked.facts, asked.subject.method, why, clock()));
    }
  }

  preview(request: GateRequest): GateAnswer {
    const reading = readRequest(request, this.#bounds);
    const at = this.#scales.clock();
    if (reading.kind === 'refused') return answerOf(refusal(reading.facts, NO_METHOD, reading.why, at), null, []);
    const { asked } = reading;
    const made = askPolicies(this.#scales, asked, this.#bookOf(asked));
    const denied = made.decision.outcome === 'deny' ? null : unasked(made.decision);
    const verdict = denied === null ? verdictOf(asked, made, at) : deniedAfterAll(asked, made, denied, at);
    return answerOf(verdict, null, made.decision.obligations);
  }

  outcome(answer: GateAnswer, { status, durationMs, body }: GateOutcome): void {
    const open = this.#open.get(answer);
    if (open === undefined) return;
    this.#open.delete(answer);
    const { engine, clock } = this.#scales;
    const { draft } = open.verdict;
    const became = { at: clock(), status, body, errorCode: null };
    const facts = { session: draft.session, agent: draft.agent, server: draft.server };
    const outcome = outcomeDraft(facts, { ...draft, sentNs: 0 }, open.receipt, became);
    const durationNs = Number.isFinite(durationMs) ? Math.max(0, Math.round(durationMs * 1e6)) : 0;
    engine.log.note({ ...outcome, durationNs });
  }

  async #authorize(asked: Asked): Promise<GateAnswer> {
    const book = this.#bookOf(asked);
    const weighed = await weigh(this.#scales, asked, book);
    if (weighed.kind === 'denied') return this.#recorded(weighed.verdict);
    const answer = await this.#recorded(weighed.verdict, weighed.obligations);
    const isGone = asked.signal?.aborted === true;
    if (!answer.allowed || isGone) weighed.undo();
    // What comes back does not pass here, so it counts as read from the moment that it may be.
    else if (weighed.obligations.some((one) => one.type === 'inspect-result' && one.taint)) book.taint();
    if (!answer.allowed || !isGone) return answer;
    this.outcome(answer, { status: 'cancelled', durationMs: 0, body: null });
    return { ...answer, allowed: false, effect: 'deny', reason: GIVEN_UP.reason, denial: GIVEN_UP.reason };
  }

  /** What has happened in the session so far; a session that nobody named begins now. */
  #bookOf({ facts, identity, isNamedSession }: Asked): SessionBook {
    if (!isNamedSession) return new SessionBook();
    return this.#books.get(JSON.stringify([identity.id, identity.name, facts.session]), () => new SessionBook());
  }

  /** INVARIANT: nobody hears of an allow that is not durably in the log. */
  async #recorded(verdict: Verdict, obligations: readonly Obligation[] = []): Promise<GateAnswer> {
    const result = await this.#append(verdict);
    const answer = answerOf(verdict, result, obligations);
    if (answer.allowed && !(result instanceof LeashError)) this.#open.set(answer, { verdict, receipt: result });
    return answer;
  }

  #append({ draft }: Verdict): Promise<Receipt | LeashError> {
    return new Promise((resolve) => {
      try {
        this.#scales.engine.log.append(draft, resolve);
      } catch (cause) {
        resolve(new LeashError('ERR_LOG_UNAVAILABLE', 'the audit log failed', { cause }));
      }
    });
  }
}

/** The method in the record of a request that names none that can be told. */
const NO_METHOD = 'authorize';

/** The answer to what was recorded; null where it was not meant to be. */
function answerOf(
  { draft, reason, denial, nearMiss, retryAt }: Verdict,
  result: Receipt | LeashError | null,
  obligations: readonly Obligation[],
): GateAnswer {
  const { effect, rules, owasp, session, server, method, action, resource } = draft;
  const common = { nearMiss, rules, owasp, policySet: draft.policySet ?? 'none', session, retryAt };
  if (result instanceof LeashError && effect !== 'deny') {
    const text = unrecordedText({ server, method, action, resource }, result.message);
    return {
      ...common,
      allowed: false,
      effect: 'deny',
      reason: UNRECORDED,
      denial: text,
      obligations: [],
      receipt: null,
    };
  }
  const receipt = result instanceof LeashError ? null : result;
  return {
    ...common,
    allowed: effect !== 'deny',
    effect,
    reason,
    denial: denial === null ? null : withEntry(denial, receipt),
    obligations: receipt === null ? obligations : obligations.filter(({ type }) => type === 'inspect-result'),
    receipt,
  };
}

const UNRECORDED = 'the decision could not be written to the audit log, and what is not recorded is not allowed';
