import type { DecisionDraft } from '../audit/entry.ts';
import type { JsonValue } from '../jsonrpc/message.ts';
import { isObject, member } from '../jsonrpc/value.ts';
import type { AskedCall, Parked } from './asked.ts';
import { boundOf, carriedOf } from './comeback.ts';
import type { Desk } from './desk.ts';
import { canElicit, questionOf } from './elicitation.ts';
import type { Ask, Question } from './judge.ts';
import type { Step, WaitingMessage } from './waiting.ts';

/** A client of the modern era says with each request what it can do (2026-07-28, `_meta`). */
const CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';

/** The methods that may be answered with a question (2026-07-28, InputRequiredResult). */
const ANSWERED_WITH_QUESTIONS: ReadonlySet<string> = new Set(['tools/call', 'prompts/get', 'resources/read']);

/** The call as a person is shown it, and as an answer is bound to it. */
export function callOf(
  { judge, config, pins }: Desk,
  about: {
    readonly question: Question;
    readonly params: JsonValue | undefined;
    readonly ask: Ask;
    readonly drafts: readonly DecisionDraft[];
  },
): AskedCall {
  const { question, params, ask, drafts } = about;
  const { session, agent, server } = config.facts;
  const draft = drafts[ask.draft];
  const subject = question.subjects[ask.draft];
  const { method = '', action = null, resource = null, args = null } = subject ?? {};
  const isByMethod = action === null && resource === null && args === null;
  const isTool = method === 'tools/call' && action !== null;
  return {
    ...{ session, agent, server, method, action, resource },
    // What is judged by its method alone is sent with all that it says.
    args: isByMethod && isObject(params) ? params : args,
    policySet: judge.authorizer.policySet,
    rules: draft?.rules ?? [],
    reason: ask.reason,
    owasp: draft?.owasp ?? [],
    risk: isTool ? (pins?.inventory.factsOf(action).risk ?? null) : null,
    reaches: ask.reaches,
    timeoutMs: ask.timeoutMs,
  };
}

/** Asks, or brings back what a client answered. */
export function beginApproval(
  desk: Desk,
  ticket: number,
  message: WaitingMessage,
  { call, retry }: Extract<Step, { kind: 'approve' }>,
): void {
  message.asking = null;
  if (retry === null) desk.out.ask(ticket, call, parkedOf(desk, message, call));
  else desk.out.comeBack(ticket, call, retry);
}

/** How a call is answered with a question, where its client takes one; null where it waits. */
function parkedOf({ config }: Desk, { question, params, held }: WaitingMessage, call: AskedCall): Parked | null {
  const { approvals } = config;
  const isPossible = approvals?.elicitation === true && question.from === 'client' && question.subjects.length === 1;
  if (!isPossible || held.kind !== 'send' || held.pending?.modern !== true || !isObject(params)) return null;
  if (!ANSWERED_WITH_QUESTIONS.has(held.pending.method)) return null;
  if (!canElicit(member(member(params, '_meta'), CAPABILITIES)) || questionOf(call) === null) return null;
  const bound = boundOf(held.pending.method, params);
  return bound === null ? null : { owner: approvals.owner, bound, carried: carriedOf(params) };
}
