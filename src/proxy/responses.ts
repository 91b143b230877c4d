import type { Instant } from '../audit/entry.ts';
import type { Subject } from '../authz/mapping.ts';
import { WIRE_CODE } from '../jsonrpc/errors.ts';
import type { Side } from '../jsonrpc/message.ts';
import { createdTask, inputRequests, outcomeOf } from './answers.ts';
import { decidedBytes, hold, other, type Desk, type MessageOf } from './desk.ts';
import { visibleList } from './discovery.ts';
import type { PendingRequest } from './pending.ts';
import { refusal } from './refusals.ts';
import { denialOf, failureOf } from './reply.ts';

/** Delivers an answer to the request that is open for it: a list filtered, a question of the server's decided first. */
export function onResponse(desk: Desk, from: Side, message: MessageOf<'response'>, line: Buffer, at: Instant): void {
  const to = other(from);
  const request = desk.pending[to].settle(message.id);
  if (request === undefined) {
    desk.out.drop(from, 'it answers no open request', null, at);
    return;
  }
  const asks = from === 'server' ? inputRequests(message) : null;
  if (asks !== null) decideInput(desk, request, message, asks, line, at);
  else if (request.list !== null) deliverList(desk, from, { ...request, list: request.list }, message, line, at);
  else desk.out.relay(to, line);
  const task = createdTask(message);
  if (task !== null && request.receipt !== null) desk.tasks.add(to, task, request.rules);
  const { status, errorCode } = outcomeOf(message);
  desk.out.outcome(request, { status, errorCode, body: line, at });
}

function deliverList(
  desk: Desk,
  from: Side,
  request: PendingRequest & { readonly list: NonNullable<PendingRequest['list']> },
  message: MessageOf<'response'>,
  line: Buffer,
  at: Instant,
): void {
  const to = other(from);
  const { agent, server } = desk.config.facts;
  const visible = visibleList(request.list, message, line, {
    agent,
    server,
    authorizer: desk.judge.authorizer,
    list: desk.config.list,
    ownsTask: (task) => desk.tasks.has(to, task),
  });
  switch (visible.kind) {
    case 'as-sent':
      desk.out.relay(to, line);
      break;
    case 'filtered':
      desk.out.answer(to, visible.text);
      break;
    case 'ambiguous':
      desk.out.drop(from, visible.why, request.method, at);
      desk.out.reply(to, failureOf(request.id, WIRE_CODE.badAnswer, `the ${from}'s list is ambiguous: ${visible.why}`));
      break;
  }
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
    hold(desk, { kind: 'refuse', to: 'client', replies: [reply] }, [draft]);
    return;
  }
  const verdict = desk.judge.decide({ from: 'server', id, subjects: asks, given: null, at });
  if (verdict.kind === 'deny') {
    const reply = { ...denialOf(request), text: `The server's answer asks the client for more. ${verdict.text}` };
    hold(desk, { kind: 'refuse', to: 'client', replies: [reply] }, [verdict.draft]);
    return;
  }
  hold(desk, { kind: 'deliver', line: decidedBytes(message, line), answered: request }, verdict.drafts);
}
