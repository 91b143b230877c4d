import type { Instant } from '../audit/entry.ts';
import type { Decision } from '../authz/decision.ts';
import { treatmentOfNotification, treatmentOfRequest, type Subject } from '../authz/mapping.ts';
import { WIRE_CODE } from '../jsonrpc/errors.ts';
import type { JsonValue, Side } from '../jsonrpc/message.ts';
import { isObject, member } from '../jsonrpc/value.ts';
import { isModern } from './answers.ts';
import { withdrawFor } from './approvals.ts';
import type { Retry } from './asked.ts';
import { barredQuestion } from './bars.ts';
import { boundOf, comebackOf } from './comeback.ts';
import {
  decidedBytes,
  hold,
  methodSubject,
  other,
  type Arrival,
  type Desk,
  type EventOf,
  type MessageOf,
} from './desk.ts';
import { isObliged, undertake } from './duties.ts';
import { canElicit } from './elicitation.ts';
import { noteUnseen } from './pinNotes.ts';
import type { PendingRequest } from './pending.ts';
import { refuse } from './refusals.ts';
import { denialOf, failureOf } from './reply.ts';

/** Passes, decides or refuses a request. */
export function onRequest(desk: Desk, from: Side, message: MessageOf<'request'>, arrival: Arrival): void {
  const { id, method, params } = message;
  const { via, line, at } = arrival;
  if (desk.serverGone !== null) {
    desk.out.reply(from, failureOf(id, WIRE_CODE.serverGone, desk.serverGone), via);
    if (from === 'client') desk.out.done(via);
    return;
  }
  if (desk.pending[from].get(id) !== undefined || (from === 'server' && desk.waiting.isElicitation(id))) {
    // One id, one answer: the open request keeps the id, and its answer is the only one.
    desk.out.drop(from, 'its id is in use by an open request', method, at);
    if (from === 'client') desk.out.done(via, true);
    return;
  }
  if (desk.pending[from].size >= desk.config.maxPending) {
    const why = `more than ${desk.config.maxPending} requests await their answers`;
    refuse(desk, { from, id, method, params, why, via, at });
    return;
  }
  const treatment = treatmentOfRequest(from, method, params);
  switch (treatment.kind) {
    case 'pass':
      if (method === 'initialize') desk.client.canElicit = canElicit(member(params, 'capabilities'));
      relayRequest(desk, from, pendingOf(message, { via, sentNs: at.monoNs }), line);
      break;
    case 'list':
      relayRequest(desk, from, pendingOf(message, { via, sentNs: at.monoNs, list: treatment.member }), line);
      break;
    case 'refuse':
      refuse(desk, { from, id, method, params, why: treatment.why, via, at });
      break;
    case 'task': {
      const subject = { ...methodSubject(method), resource: treatment.taskId };
      decide(desk, from, message, arrival, [subject], desk.tasks.decision(from, treatment.taskId));
      break;
    }
    case 'authorize':
      decide(desk, from, message, arrival, treatment.subjects, null);
      break;
  }
}

/** Passes, decides or refuses a notification; a cancellation overtakes whatever waits. */
export function onNotification(desk: Desk, from: Side, message: MessageOf<'notification'>, arrival: Arrival): void {
  const { method } = message;
  const { via, line, at } = arrival;
  if (method === 'notifications/cancelled' && cancelled(desk, from, message, arrival)) {
    if (from === 'client') desk.out.done(via);
    return;
  }
  const treatment = treatmentOfNotification(from, method);
  switch (treatment.kind) {
    case 'authorize':
      decide(desk, from, message, arrival, treatment.subjects, null);
      break;
    case 'refuse':
      refuse(desk, { from, id: null, method, why: treatment.why, via, at });
      break;
    case 'pass':
    case 'list':
    case 'task':
      desk.out.relay(other(from), line, via);
      if (from === 'client') desk.out.done(via);
      break;
  }
}

/** The caller of an exchange went away: what it asked for is given up (2026-07-28, disconnecting cancels). */
export function onAbandoned(desk: Desk, { via, at }: EventOf<'exchange-abandoned'>): void {
  const request = desk.pending.client.find((one) => one.via === via);
  if (request === undefined) return;
  const params = { requestId: request.id, reason: 'the caller disconnected' };
  const line = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params });
  if (cancel(desk, 'client', request, at)) desk.out.cancel(request.id, line);
}

function relayRequest(desk: Desk, from: Side, pending: PendingRequest, line: Buffer): void {
  pending.state = 'sent';
  desk.pending[from].add(pending);
  desk.out.relay(other(from), line, pending.via);
}

/** Decides a request, or a notification that needs a decision, and holds it until the decision is in the log. */
function decide(
  desk: Desk,
  from: Side,
  message: MessageOf<'request'> | MessageOf<'notification'>,
  { line, via, at }: Arrival,
  subjects: readonly Subject[],
  given: Decision | null,
): void {
  const { method, params, fidelity } = message;
  const id = message.kind === 'request' ? message.id : null;
  if (fidelity.kind === 'lossy') {
    refuse(desk, { from, id, method, params, why: fidelity.detail, via, at });
    return;
  }
  const bar = given === null ? barredQuestion(desk, from, subjects) : null;
  const question = { from, id, subjects, given, at };
  const verdict = desk.judge.decide(bar === null ? question : { ...question, ...bar });
  if (verdict.kind === 'deny') {
    const replies = id === null ? [] : [{ ...denialOf({ id, method, params }), text: verdict.text }];
    hold(desk, { kind: 'refuse', to: from, replies, via, malformed: false }, [verdict.draft]);
    return;
  }
  const subject = subjects[0] ?? methodSubject(method);
  let pending: PendingRequest | null = null;
  if (message.kind === 'request') {
    pending = pendingOf(message, {
      via,
      action: subject.action,
      rules: verdict.rules,
      inspections: verdict.inspections,
    });
    desk.pending[from].add(pending);
  }
  const held = { kind: 'send', from, line: decidedBytes(message, line), pending, subject, via, limit: null } as const;
  const retry = from === 'client' ? retryOf(desk, method, params) : null;
  if (retry === null && !isObliged(desk, question, verdict)) hold(desk, held, verdict.drafts);
  else {
    const denial = id === null ? null : denialOf({ id, method, params });
    undertake(desk, { question, params, value: message.value, denial, held, retry }, verdict);
  }
  if (from === 'client') noteUnseenTools(desk, subjects, at);
  // Whoever sends a notification waits for no answer.
  if (message.kind === 'notification' && from === 'client') desk.out.done(via);
}

/** What a request brings back to a question of Leash's; null where it comes back to none. */
function retryOf({ config }: Desk, method: string, params: JsonValue | undefined): Retry | null {
  const comeback = comebackOf(params);
  if (comeback === null || !isObject(params)) return null;
  return { ...comeback, owner: config.approvals?.owner ?? '', bound: boundOf(method, params) ?? '' };
}

/** A tool that nobody has listed is for the policies to decide, and worth knowing. */
function noteUnseenTools(desk: Desk, subjects: readonly Subject[], at: Instant): void {
  const { pins } = desk;
  if (pins === null) return;
  for (const { method, action } of subjects) {
    if (method === 'tools/call' && action !== null && pins.inventory.isUnlisted(action)) {
      noteUnseen(desk, pins, action, at);
    }
  }
}

/** True when the cancellation goes no further as it came: the other side never hears of what was still held. */
function cancelled(desk: Desk, from: Side, message: MessageOf<'notification'>, { line, at }: Arrival): boolean {
  const id = member(message.params, 'requestId');
  // Leash's own request is nothing that the server should hear of.
  if (from === 'client' && desk.waiting.isElicitation(id)) return true;
  const request = typeof id === 'string' || typeof id === 'number' ? desk.pending[from].get(id) : undefined;
  if (request === undefined || request.cancelled) return false;
  if (!cancel(desk, from, request, at)) return true;
  // Over HTTP, the modern era cancels by hanging up; a server on stdio reads the notification in both eras.
  if (from !== 'client' || !request.modern) return false;
  desk.out.cancel(request.id, line);
  return true;
}

/** Gives a request up; true when the other side has it and should hear of that. */
function cancel(desk: Desk, from: Side, request: PendingRequest, at: Instant): boolean {
  desk.pending[from].cancel(request);
  if (from === 'client') desk.out.done(request.via);
  if (request.state === 'held') {
    withdrawFor(desk, request, at);
    return false;
  }
  desk.out.outcome(request, { status: 'cancelled', errorCode: null, body: null, at });
  return true;
}

function pendingOf(
  { id, method, params }: MessageOf<'request'>,
  known: Pick<PendingRequest, 'via'> &
    Partial<Pick<PendingRequest, 'action' | 'list' | 'rules' | 'inspections' | 'sentNs'>>,
): PendingRequest {
  return {
    id,
    method,
    via: known.via,
    progressToken: member(member(params, '_meta'), 'progressToken'),
    action: known.action ?? null,
    list: known.list ?? null,
    isFirstPage: typeof member(params, 'cursor') !== 'string',
    modern: isModern(params),
    rules: known.rules ?? [],
    inspections: known.inspections ?? [],
    state: 'held',
    cancelled: false,
    receipt: null,
    sentNs: known.sentNs ?? 0,
  };
}
