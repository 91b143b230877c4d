import type { Instant } from '../audit/entry.ts';
import type { JsonObject } from '../jsonrpc/message.ts';
import { isObject } from '../jsonrpc/value.ts';
import { restored } from './comeback.ts';
import type { Desk, EventOf, MessageOf } from './desk.ts';
import { advance, decideAgain, deny, draftOf, isOver } from './duties.ts';
import { choiceOf, elicitationLine, inputRequiredLine, questionOf } from './elicitation.ts';
import type { PendingRequest } from './pending.ts';
import type { WaitingMessage } from './waiting.ts';

/** What Leash's own requests to clients are called; what follows cannot be guessed, so no server's request is taken for one. */
const ELICITATION_PREFIX = 'leash-approval-';

/** The call waits for a person: its client is asked to ask, where it can. */
export function onApprovalHeld(desk: Desk, { ticket, asking, state, at }: EventOf<'approval-held'>): void {
  const found = desk.waiting.at(ticket, 'approve');
  if (found === null) return;
  const { message, step } = found;
  message.asking = asking;
  if (isOver(desk, message) || desk.client.isGone) {
    withdraw(desk, ticket, message, GIVEN_UP, at);
    return;
  }
  const question = canAskClient(desk, message, state) ? questionOf(step.call) : null;
  if (question === null || message.held.kind !== 'send') return;
  const { pending, via } = message.held;
  if (state !== null && pending !== null) {
    // The call has its answer; it is decided when it comes back.
    desk.waiting.remove(ticket);
    desk.pending.client.remove(pending.id);
    desk.judge.uncall(message.question.subjects, 'client');
    desk.out.answer('client', inputRequiredLine(pending.id, question, state), via);
    desk.out.done(via);
    return;
  }
  const id = `${ELICITATION_PREFIX}${asking.id}`;
  message.elicitation = id;
  desk.waiting.elicit(id, ticket);
  desk.out.answer('client', elicitationLine(id, question), via);
}

/** Goes on with what was approved, decided anew, or denies it. */
export function onApprovalAnswered(desk: Desk, { ticket, outcome, carried, at }: EventOf<'approval-answered'>): void {
  const found = desk.waiting.at(ticket, 'approve');
  if (found === null) return;
  const { message, step } = found;
  closeElicitation(desk, message, 'it was answered elsewhere, or waits no more');
  const draft = draftOf(message, step.draft);
  if (outcome.kind === 'refused') {
    deny(desk, ticket, message, desk.judge.unapproved(draft, outcome, at));
    return;
  }
  if (isOver(desk, message)) {
    deny(desk, ticket, message, desk.judge.unapproved(draft, { reason: GIVEN_UP, retry: true }, at));
    return;
  }
  const [first, ...more] = message.drafts.map((one, i) => (i === step.draft ? { ...one, grant: outcome.grant } : one));
  if (first !== undefined) message.drafts = [first, ...more];
  const denied = decideAgain(desk, message, at);
  if (denied !== null) {
    deny(desk, ticket, message, denied);
    return;
  }
  if (step.retry !== null) restore(message, carried);
  advance(desk, ticket, message);
}

/** Takes a client's answer to Leash's own question; false where it answers something else. It never reaches the server. */
export function onElicited(desk: Desk, message: MessageOf<'response'>, at: Instant): boolean {
  const ticket = typeof message.id === 'string' ? desk.waiting.elicited(message.id) : undefined;
  if (ticket === undefined) return false;
  const waiting = desk.waiting.get(ticket);
  if (waiting === undefined || waiting.asking === null) return true;
  waiting.elicitation = null;
  const { id, argsHash } = waiting.asking;
  if (message.outcome === 'error') {
    // It could not ask: others still can answer.
    desk.out.event('approval_refused', { approval: id, why: 'the client could not ask', by: 'elicitation' }, at);
    return true;
  }
  // Two readers could read two answers in it.
  const result = message.fidelity.kind === 'lossy' ? null : message.body;
  desk.out.confirm(ticket, { id, argsHash }, choiceOf(result));
  return true;
}

/** An answer to Leash's own question that cannot be read is no approval. */
export function onUnreadableAnswer(desk: Desk, id: unknown): void {
  const ticket = typeof id === 'string' ? desk.waiting.elicited(id) : undefined;
  const waiting = ticket === undefined ? undefined : desk.waiting.get(ticket);
  if (ticket === undefined || waiting === undefined || waiting.asking === null) return;
  waiting.elicitation = null;
  desk.out.confirm(ticket, waiting.asking, choiceOf(undefined));
}

/** Tells the clients that gave a token that their calls still wait (MCP, progress). */
export function onWaiting(desk: Desk): void {
  for (const [, message] of desk.waiting.asked()) {
    const { held, question } = message;
    const token = held.kind === 'send' ? held.pending?.progressToken : undefined;
    const isToken = typeof token === 'string' || typeof token === 'number';
    if (held.kind !== 'send' || question.from !== 'client' || !isToken || isOver(desk, message)) continue;
    message.progress += 1;
    // Each must be more than the one before, and less than whatever the server begins with.
    const params = {
      progressToken: token,
      progress: message.progress * 1e-6,
      message: 'waiting for a person to approve',
    };
    desk.out.answer('client', JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params }), held.via);
  }
}

/** The caller gave a request up: nobody need answer for it any more. */
export function withdrawFor(desk: Desk, request: PendingRequest, at: Instant): void {
  const ours = desk.waiting.asked().find(([, { held }]) => held.kind === 'send' && held.pending === request);
  if (ours !== undefined) withdraw(desk, ...ours, GIVEN_UP, at);
}

/** Nobody need answer any more, since one side is gone. */
export function withdrawAll(desk: Desk, why: string, at: Instant): void {
  for (const [ticket, message] of desk.waiting.asked()) withdraw(desk, ticket, message, why, at);
}

const GIVEN_UP = 'whoever called gave it up while a person was asked';

function withdraw(desk: Desk, ticket: number, message: WaitingMessage, reason: string, at: Instant): void {
  const [step] = message.steps;
  desk.out.unask(ticket);
  closeElicitation(desk, message, reason);
  const draft = draftOf(message, step?.kind === 'approve' ? step.draft : 0);
  deny(desk, ticket, message, desk.judge.unapproved(draft, { reason, retry: true }, at));
}

function canAskClient(desk: Desk, { held, question }: WaitingMessage, state: string | null): boolean {
  if (state !== null) return true;
  const { approvals } = desk.config;
  const isLegacy = held.kind === 'send' && held.pending?.modern !== true;
  return approvals?.elicitation === true && desk.client.canElicit && isLegacy && question.from === 'client';
}

/** Takes the form away where it is still shown. */
function closeElicitation(desk: Desk, message: WaitingMessage, reason: string): void {
  const { elicitation, held } = message;
  if (elicitation === null || desk.waiting.elicited(elicitation) === undefined) return;
  message.elicitation = null;
  const params = { requestId: elicitation, reason };
  const line = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params });
  desk.out.answer('client', line, held.kind === 'send' ? held.via : 0);
}

/** INVARIANT: what is forwarded is the call that a person was asked about, without what is Leash's. */
function restore(message: WaitingMessage, carried: JsonObject): void {
  const { held, params, value } = message;
  if (held.kind !== 'send' || !isObject(params)) return;
  message.held = { ...held, line: JSON.stringify(restored(value, params, carried)) };
}
