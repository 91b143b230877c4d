import type { Instant } from '../audit/entry.ts';
import type { Decision } from '../authz/decision.ts';
import { treatmentOfNotification, treatmentOfRequest, type Subject } from '../authz/mapping.ts';
import { WIRE_CODE } from '../jsonrpc/errors.ts';
import type { Side } from '../jsonrpc/message.ts';
import { member } from '../jsonrpc/value.ts';
import { isModern } from './answers.ts';
import { decidedBytes, hold, methodSubject, other, type Desk, type MessageOf } from './desk.ts';
import type { PendingRequest } from './pending.ts';
import { refuse } from './refusals.ts';
import { denialOf, failureOf } from './reply.ts';

/** Passes, decides or refuses a request. */
export function onRequest(desk: Desk, from: Side, message: MessageOf<'request'>, line: Buffer, at: Instant): void {
  const { id, method, params } = message;
  if (desk.serverGone !== null) {
    desk.out.reply(from, failureOf(id, WIRE_CODE.serverGone, desk.serverGone));
    return;
  }
  if (desk.pending[from].get(id) !== undefined) {
    // One id, one answer: the open request keeps the id, and its answer is the only one.
    desk.out.drop(from, 'its id is in use by an open request', method, at);
    return;
  }
  if (desk.pending[from].size >= desk.config.maxPending) {
    const why = `more than ${desk.config.maxPending} requests await their answers`;
    refuse(desk, { from, id, method, params, why, at });
    return;
  }
  const treatment = treatmentOfRequest(from, method, params);
  switch (treatment.kind) {
    case 'pass':
      relayRequest(desk, from, pendingOf(message, { sentNs: at.monoNs }), line);
      break;
    case 'list':
      relayRequest(desk, from, pendingOf(message, { sentNs: at.monoNs, list: treatment.member }), line);
      break;
    case 'refuse':
      refuse(desk, { from, id, method, params, why: treatment.why, at });
      break;
    case 'task': {
      const subject = { ...methodSubject(method), resource: treatment.taskId };
      decide(desk, from, message, line, [subject], at, desk.tasks.decision(from, treatment.taskId));
      break;
    }
    case 'authorize':
      decide(desk, from, message, line, treatment.subjects, at, null);
      break;
  }
}

/** Passes, decides or refuses a notification; a cancellation overtakes whatever waits. */
export function onNotification(
  desk: Desk,
  from: Side,
  message: MessageOf<'notification'>,
  line: Buffer,
  at: Instant,
): void {
  const { method } = message;
  if (method === 'notifications/cancelled' && cancel(desk, from, message, at)) return;
  const treatment = treatmentOfNotification(from, method);
  switch (treatment.kind) {
    case 'authorize':
      decide(desk, from, message, line, treatment.subjects, at, null);
      break;
    case 'refuse':
      refuse(desk, { from, id: null, method, why: treatment.why, at });
      break;
    case 'pass':
    case 'list':
    case 'task':
      desk.out.relay(other(from), line);
      break;
  }
}

function relayRequest(desk: Desk, from: Side, pending: PendingRequest, line: Buffer): void {
  pending.state = 'sent';
  desk.pending[from].add(pending);
  desk.out.relay(other(from), line);
}

/** Decides a request, or a notification that needs a decision, and holds it until the decision is in the log. */
function decide(
  desk: Desk,
  from: Side,
  message: MessageOf<'request'> | MessageOf<'notification'>,
  line: Buffer,
  subjects: readonly Subject[],
  at: Instant,
  given: Decision | null,
): void {
  const { method, params, fidelity } = message;
  const id = message.kind === 'request' ? message.id : null;
  if (fidelity.kind === 'lossy') {
    refuse(desk, { from, id, method, params, why: fidelity.detail, at });
    return;
  }
  const verdict = desk.judge.decide({ from, id, subjects, given, at });
  if (verdict.kind === 'deny') {
    const replies = id === null ? [] : [{ ...denialOf({ id, method, params }), text: verdict.text }];
    hold(desk, { kind: 'refuse', to: from, replies }, [verdict.draft]);
    return;
  }
  const subject = subjects[0] ?? methodSubject(method);
  let pending: PendingRequest | null = null;
  if (message.kind === 'request') {
    pending = pendingOf(message, { action: subject.action, rules: verdict.rules });
    desk.pending[from].add(pending);
  }
  hold(desk, { kind: 'send', from, line: decidedBytes(message, line), pending, subject }, verdict.drafts);
}

/** True when the cancelled request is still held: then the other side never hears of either. */
function cancel(desk: Desk, from: Side, message: MessageOf<'notification'>, at: Instant): boolean {
  const id = member(message.params, 'requestId');
  const request = typeof id === 'string' || typeof id === 'number' ? desk.pending[from].get(id) : undefined;
  if (request === undefined || request.cancelled) return false;
  desk.pending[from].cancel(request);
  if (request.state === 'held') return true;
  desk.out.outcome(request, { status: 'cancelled', errorCode: null, body: null, at });
  return false;
}

function pendingOf(
  { id, method, params }: MessageOf<'request'>,
  known: Partial<Pick<PendingRequest, 'action' | 'list' | 'rules' | 'sentNs'>>,
): PendingRequest {
  return {
    id,
    method,
    action: known.action ?? null,
    list: known.list ?? null,
    modern: isModern(params),
    rules: known.rules ?? [],
    state: 'held',
    cancelled: false,
    receipt: null,
    sentNs: known.sentNs ?? 0,
  };
}
