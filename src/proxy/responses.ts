import type { Instant } from '../audit/entry.ts';
import type { Subject } from '../authz/mapping.ts';
import { WIRE_CODE } from '../jsonrpc/errors.ts';
import type { Side } from '../jsonrpc/message.ts';
import { member } from '../jsonrpc/value.ts';
import { onElicited } from './approvals.ts';
import { createdTask, inputRequests, outcomeOf } from './answers.ts';
import { barredQuestion } from './bars.ts';
import { asksMoreText } from './denial.ts';
import { decidedBytes, hold, other, type Arrival, type Desk, type EventOf, type MessageOf } from './desk.ts';
import { undertake } from './duties.ts';
import { isGreeting, onGreeting } from './greeting.ts';
import { onList } from './lists.ts';
import type { PendingRequest } from './pending.ts';
import { refusal } from './refusals.ts';
import { denialOf, failureOf } from './reply.ts';
import { lookThrough, type Passed } from './results.ts';

/** Delivers an answer to the request that is open for it: a list filtered, a question of the server's decided first. */
export function onResponse(desk: Desk, from: Side, message: MessageOf<'response'>, { line, via, at }: Arrival): void {
  const to = other(from);
  // Whoever sends an answer waits for none.
  if (from === 'client') desk.out.done(via);
  if (from === 'client' && onElicited(desk, message, at)) return;
  const request = desk.pending[to].settle(message.id);
  if (request === undefined) {
    desk.out.drop(from, 'it answers no open request', null, at);
    return;
  }
  if (from === 'server') desk.handles.learn(message);
  const passed = lookThrough(desk, from, request, message, line, at);
  if (passed !== null) deliver(desk, from, request, passed, at);
}

function deliver(desk: Desk, from: Side, request: PendingRequest, passed: Passed, at: Instant): void {
  const to = other(from);
  const { message, line, isChanged } = passed;
  const asks = from === 'server' ? asksOf(request, message) : null;
  if (asks !== null) decideInput(desk, request, message, asks, line, at);
  else if (request.list !== null) onList(desk, from, { ...request, list: request.list }, message, line, at);
  else if (from === 'server' && desk.pins !== null && isGreeting(request, message)) {
    onGreeting(desk, desk.pins, request, message, line, at);
  } else {
    if (isChanged) desk.out.answer(to, line.toString('utf8'), request.via);
    else desk.out.relay(to, line, request.via);
    if (to === 'client') desk.out.done(request.via);
  }
  const task = createdTask(message);
  if (task !== null && request.receipt !== null) {
    desk.tasks.add(to, task, { rules: request.rules, inspections: request.inspections });
  }
  const { status, errorCode } = outcomeOf(message);
  desk.out.outcome(request, { status, errorCode, body: line, at });
}

/** What an answer asks of the client. One that is a list, or an introduction, besides would be shown without a look. */
function asksOf(request: PendingRequest, message: MessageOf<'response'>): ReturnType<typeof inputRequests> {
  const asks = inputRequests(message);
  if (asks === null) return null;
  const shows = request.list ?? (isGreeting(request, message) ? 'instructions' : null);
  return shows !== null && member(message.body, shows) !== undefined ? 'unreadable' : asks;
}

/** Answers a request that the server will not: what it said without an id is passed on with the id. */
export function onExchangeFailed(desk: Desk, { id, failure, at }: EventOf<'exchange-failed'>): void {
  const request = desk.pending.client.settle(id);
  if (request === undefined) return;
  const { error, status, reason } = failure;
  const code = error?.code ?? WIRE_CODE.upstreamFailed;
  // A refusal of Leash's own credential is not one of the caller's: it would try to sign in again.
  if (error !== null && status !== null && status >= 400 && ![401, 403, 407].includes(status)) {
    desk.out.open(request.via, { status, streams: false });
  }
  if (!request.cancelled) desk.out.reply('client', failureOf(id, code, error?.message ?? reason), request.via);
  desk.out.done(request.via);
  desk.out.outcome(request, { status: 'unanswered', errorCode: error?.code ?? null, body: null, at });
}

/** Decides what a server asks of its client inside an answer, as if it had sent the requests themselves. */
function decideInput(
  desk: Desk,
  request: PendingRequest,
  message: MessageOf<'response'>,
  asks: readonly Subject[] | 'unreadable',
  line: Buffer,
  at: Instant,
): void {
  const { id, method } = request;
  const { fidelity } = message;
  if (asks === 'unreadable' || fidelity.kind === 'lossy') {
    const why = fidelity.kind === 'lossy' ? fidelity.detail : 'it asks for input in a form that cannot be judged';
    const reply = { ...denialOf(request), text: `Leash stopped the server's answer to \`${method}\`: ${why}` };
    const draft = refusal(desk, { from: 'server', id, method, why, at });
    hold(desk, { kind: 'refuse', to: 'client', replies: [reply], via: request.via, malformed: false }, [draft]);
    return;
  }
  const question = { from: 'server', id, subjects: asks, given: null, at } as const;
  const verdict = desk.judge.decide({ ...question, ...barredQuestion(desk, 'server', asks) });
  if (verdict.kind === 'deny') {
    const reply = { ...denialOf(request), text: asksMoreText(verdict.text) };
    hold(desk, { kind: 'refuse', to: 'client', replies: [reply], via: request.via, malformed: false }, [verdict.draft]);
    return;
  }
  const held = { kind: 'deliver', line: decidedBytes(message, line), answered: request } as const;
  const { value } = message;
  undertake(desk, { question, params: message.body, value, denial: denialOf(request), held, retry: null }, verdict);
}
