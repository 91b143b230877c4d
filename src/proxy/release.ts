import type { Instant, OutcomeDraft, Receipt } from '../audit/entry.ts';
import type { Subject } from '../authz/mapping.ts';
import { LeashError } from '../errors.ts';
import { WIRE_CODE } from '../jsonrpc/errors.ts';
import type { Side } from '../jsonrpc/message.ts';
import { withEntry } from './denial.ts';
import { methodSubject, other, type Desk, type Held } from './desk.ts';
import type { PendingRequest } from './pending.ts';
import { denialOf } from './reply.ts';

/** Lets go of a held message once the log has answered for all of its decisions. */
export function onSettled(desk: Desk, ticket: number, result: Receipt | LeashError, at: Instant): void {
  const released = desk.holds.settle(ticket, result);
  if (released === null) return;
  const { held, outcome } = released;
  if (outcome instanceof LeashError) onUnrecorded(desk, held, outcome);
  else onRecorded(desk, held, outcome, at);
}

function onRecorded(desk: Desk, held: Held, receipt: Receipt, at: Instant): void {
  switch (held.kind) {
    case 'send':
      send(desk, held, receipt, at);
      break;
    case 'deliver':
      desk.out.forward('client', held.line, receipt, held.answered.via);
      desk.out.done(held.answered.via);
      break;
    case 'refuse':
      refuse(desk, held, receipt);
      break;
  }
}

function send(
  desk: Desk,
  { from, line, pending, via, limit }: Extract<Held, { kind: 'send' }>,
  receipt: Receipt,
  at: Instant,
): void {
  if (pending !== null) {
    pending.receipt = receipt;
    if (pending.cancelled || desk.serverGone !== null) {
      desk.pending[from].remove(pending.id);
      const status: OutcomeDraft['status'] = pending.cancelled ? 'cancelled' : 'not-forwarded';
      if (limit !== null) desk.out.giveBack(limit);
      desk.out.outcome(pending, { status, errorCode: null, body: null, at });
      return;
    }
    pending.state = 'sent';
    pending.sentNs = at.monoNs;
  }
  desk.out.forward(other(from), line, receipt, via);
}

/** Only a client's own message ends its exchange; a server's may go on a client's exchange, and leaves it open. */
function refuse(desk: Desk, held: Extract<Held, { kind: 'refuse' }>, receipt: Receipt | null): void {
  for (const reply of held.replies) {
    desk.out.reply(held.to, { ...reply, text: withEntry(reply.text, receipt) }, held.via);
  }
  if (held.to === 'client') desk.out.done(held.via, held.malformed && held.replies.length === 0);
}

/** INVARIANT: what is not recorded is not forwarded. A denial stands whether or not it could be recorded. */
function onUnrecorded(desk: Desk, held: Held, error: LeashError): void {
  desk.out.warn(`the log took no record: ${error.message}`);
  switch (held.kind) {
    case 'send':
      if (held.limit !== null) desk.out.giveBack(held.limit);
      if (held.pending !== null) giveUp(desk, held.from, held.pending, held.subject, error);
      break;
    case 'deliver':
      // The server has answered this one: nobody else will.
      denyUnrecorded(desk, 'client', held.answered, methodSubject(held.answered.method), error);
      break;
    case 'refuse':
      refuse(desk, held, null);
      break;
  }
}

function giveUp(desk: Desk, from: Side, request: PendingRequest, subject: Subject, error: LeashError): void {
  desk.pending[from].remove(request.id);
  // With the server gone it has its answer already.
  if (desk.serverGone === null) denyUnrecorded(desk, from, request, subject, error);
}

function denyUnrecorded(desk: Desk, from: Side, request: PendingRequest, subject: Subject, error: LeashError): void {
  if (request.cancelled) return;
  const text = desk.judge.unrecorded(subject, error.message);
  desk.out.reply(from, { ...denialOf(request), code: WIRE_CODE.unrecorded, text }, request.via);
  desk.out.done(request.via);
}
