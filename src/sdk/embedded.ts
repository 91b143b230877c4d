import { named, type AgentIdentity } from '../app/control/agentIdentity.ts';
import type { GateAnswer } from '../app/control/gate.ts';
import { openEngine, type Engine } from '../app/engine.ts';
import { openGate } from '../app/gate/openGate.ts';
import { lookThrough, type FoundInResult, type LookedThroughResult } from '../app/lookThrough.ts';
import type { EventDraft, SessionFacts } from '../audit/entry.ts';
import type { JsonObject } from '../jsonrpc/message.ts';
import { printable } from '../jsonrpc/printable.ts';
import { actorOf } from './actorScope.ts';
import type { Actor, Decider, Decision, Question, ResultInspection } from './decision.ts';
import type { EmbeddedOptions } from './embeddedOptions.ts';
import { LeashUnavailable } from './errors.ts';

/** Opens an engine in this process: policies, signed log and limits are those of the home, shared with all proxies of it. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Decider> {
  const { policy = [], observe = false, cwd, alert = toStderr } = options;
  const engine = await openEngine({
    home: options.home ?? null,
    policy: typeof policy === 'string' ? [policy] : policy,
    observe,
    durability: null,
    alert,
  });
  const gate = openGate(engine);
  const own = actorOf(options.agent);
  const answers = new WeakMap<Decision, Asked>();
  return {
    async decide(question) {
      const identity = await identityOf(engine, question.actor ?? own);
      const answer = await gate.authorize(requestOf(question, identity, cwd));
      const decision = decisionOf(answer);
      const { session } = answer;
      const server = question.server ?? 'api';
      answers.set(decision, { answer, action: question.action, facts: { session, agent: identity.name, server } });
      return decision;
    },
    look(decision, value) {
      const looked = lookThrough(value, decision.obligations, engine.results.reader);
      const asked = answers.get(decision);
      if (asked !== undefined) noteFound(engine, asked, decision, looked);
      return Promise.resolve(looked);
    },
    settle(decision, outcome) {
      const asked = answers.get(decision);
      if (asked !== undefined) gate.outcome(asked.answer, outcome);
    },
    close: () => engine.close(),
  };
}

/** What an answer was given to. */
interface Asked {
  readonly answer: GateAnswer;
  readonly action: string;
  readonly facts: SessionFacts;
}

function toStderr(line: string): void {
  process.stderr.write(`leash: ${printable(line)}\n`);
}

/** Who acts. A token that is not good is nobody's: why it is not stays here, like at a server. */
async function identityOf(engine: Engine, actor: Actor): Promise<AgentIdentity> {
  if (actor.kind === 'name') return named(actor.name);
  const reading = await engine.agents.read(actor.token);
  if (reading.kind === 'agent') return reading.identity;
  throw new LeashUnavailable('nothing was run, since the token of the agent is not good');
}

function requestOf(question: Question, identity: AgentIdentity, cwd: string | undefined) {
  const { session, server, method, action, resource, args, context, wait, signal } = question;
  return {
    identity,
    session,
    action,
    resource,
    args,
    context,
    wait,
    ...(server === null ? {} : { server }),
    ...(method === null ? {} : { method }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(signal === null ? {} : { signal }),
  };
}

function decisionOf(answer: GateAnswer): Decision {
  const { allowed, effect, reason, denial, nearMiss, rules, owasp, policySet, session, receipt, retryAt } = answer;
  return {
    allowed,
    effect,
    reason,
    denial,
    nearMiss,
    rules,
    obligations: allowed ? answer.obligations.map(inspectionOf) : [],
    owasp,
    policySet,
    session,
    receipt,
    retryAt: retryAt === null ? null : new Date(retryAt),
  };
}

/** The gate has fulfilled all others; INVARIANT: an obligation that nobody knows denies. */
function inspectionOf(obligation: GateAnswer['obligations'][number]): ResultInspection {
  if (obligation.type === 'inspect-result') return obligation;
  throw new LeashUnavailable(`nothing was run, since nobody here can fulfil \`${obligation.type}\``);
}

/** Records what was found, and where. INVARIANT: never what it says. */
function noteFound(engine: Engine, asked: Asked, decision: Decision, looked: LookedThroughResult): void {
  const { secrets, signs } = looked;
  const note = (event: EventDraft['event'], found: Readonly<Record<string, readonly FoundInResult[]>>): void => {
    engine.note(asked.facts, event, {
      ...(looked.kind === 'withheld' ? { why: looked.why } : {}),
      decision: decision.receipt?.recordId ?? null,
      action: printable(asked.action, LONGEST),
      rules: decision.obligations.map(({ rule }) => `${rule.policy}/${rule.rule}`),
      ...listed(found),
    });
  };
  if (looked.kind === 'withheld') {
    note('result_denied', { secrets, signs });
    return;
  }
  if (secrets.length > 0) note('result_redacted', { secrets });
  if (signs.length > 0) note('result_flagged', { signs });
}

function listed(found: Readonly<Record<string, readonly FoundInResult[]>>): JsonObject {
  const detail: JsonObject = {};
  for (const [name, list] of Object.entries(found)) {
    if (list.length === 0) continue;
    detail[name] = list.slice(0, MOST_LISTED).map(({ what, at }) => ({ what, at: printable(at, LONGEST) }));
    detail[`${name}_count`] = list.length;
  }
  return detail;
}

/** An entry has room for 16 KiB. */
const MOST_LISTED = 40;
const LONGEST = 128;
