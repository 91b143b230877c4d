import { classify } from '../jsonrpc/classify.ts';
import { WIRE_CODE } from '../jsonrpc/errors.ts';
import type { Via } from '../jsonrpc/exchange.ts';
import type { RequestId } from '../jsonrpc/message.ts';
import { openDesk, type Desk, type EventOf, type SessionConfig } from './desk.ts';
import type { Effect, SessionEvent } from './effects.ts';
import { onInspected, onInspectFailed, onPinsChanged } from './pinEvents.ts';
import { onMalformed, onOversize } from './refusals.ts';
import { onSettled } from './release.ts';
import type { HandleKind } from './handles.ts';
import { onApprovalAnswered, onApprovalHeld, onWaiting, withdrawAll } from './approvals.ts';
import { onConsulted } from './consults.ts';
import { onLimited, onLimitFailed } from './limits.ts';
import { exchangeOf } from './leading.ts';
import { failureOf } from './reply.ts';
import { onAbandoned, onNotification, onRequest } from './requests.ts';
import { onExchangeFailed, onResponse } from './responses.ts';

/** One client at one server: told what happened, says what to do. Neither awaits nor reads a clock. */
export interface Session {
  handle(event: SessionEvent): Effect[];
}

/** What others may know of a session: what is open in it, and what its server has handed out. */
export interface ObservedSession extends Session {
  /** Requests of the client that await an answer. */
  readonly pending: number;
  /** Whether the server may still answer a request with this id, one that was given up included. */
  isOpen(id: RequestId): boolean;
  /** Whether the server of this session has handed out tasks, which may still be running. */
  readonly hasTasks: boolean;
  /** Whether the server of this session handed this out. */
  owns(kind: HandleKind, token: string): boolean;
}

/** Starts the state machine of one session. */
export function createSession(config: SessionConfig): ObservedSession {
  return new SessionMachine(config);
}

class SessionMachine implements ObservedSession {
  readonly #desk: Desk;
  #closing = false;

  constructor(config: SessionConfig) {
    this.#desk = openDesk(config);
  }

  get pending(): number {
    return this.#desk.pending.client.size;
  }

  isOpen(id: RequestId): boolean {
    return this.#desk.pending.client.get(id) !== undefined;
  }

  get hasTasks(): boolean {
    return this.#desk.handles.hasTasks;
  }

  owns(kind: HandleKind, token: string): boolean {
    return this.#desk.handles.has(kind, token);
  }

  handle(event: SessionEvent): Effect[] {
    const desk = this.#desk;
    switch (event.type) {
      case 'line':
        onLine(desk, event);
        break;
      case 'oversize':
        onOversize(desk, event, exchangeOfOversize(desk, event));
        break;
      case 'recorded':
        onSettled(desk, event.ticket, event.receipt, event.at);
        break;
      case 'record-failed':
        onSettled(desk, event.ticket, event.error, event.at);
        break;
      case 'limited':
        onLimited(desk, event);
        break;
      case 'limit-failed':
        onLimitFailed(desk, event);
        break;
      case 'consulted':
        onConsulted(desk, event);
        break;
      case 'approval-held':
        onApprovalHeld(desk, event);
        break;
      case 'approval-answered':
        onApprovalAnswered(desk, event);
        break;
      case 'waiting':
        onWaiting(desk);
        break;
      case 'inspected':
        onInspected(desk, event);
        break;
      case 'inspect-failed':
        onInspectFailed(desk, event);
        break;
      case 'pins-changed':
        onPinsChanged(desk, event);
        break;
      case 'policy-changed':
        onPolicy(desk, event);
        break;
      case 'server-exited':
        onServerExit(desk, event);
        break;
      case 'exchange-opened':
        desk.out.open(desk.pending.client.get(event.id)?.via ?? 0, event.head);
        break;
      case 'exchange-paused':
        desk.out.interrupt(desk.pending.client.get(event.id)?.via ?? 0, event.retryMs);
        break;
      case 'exchange-failed':
        onExchangeFailed(desk, event);
        break;
      case 'exchange-abandoned':
        onAbandoned(desk, event);
        break;
      case 'client-closed':
        this.#closing = true;
        desk.client.isGone = true;
        withdrawAll(desk, 'the client left while a person was asked', event.at);
        break;
    }
    this.#closeWhenIdle();
    return desk.out.take();
  }

  /** A client that is gone may have calls that wait for the log: the server hears them before its stdin closes. */
  #closeWhenIdle(): void {
    const { holds, waiting } = this.#desk;
    if (!this.#closing || !holds.isEmpty || !waiting.isEmpty) return;
    this.#closing = false;
    this.#desk.out.closeServer();
  }
}

function onLine(desk: Desk, { from, line, at, ...origin }: EventOf<'line'>): void {
  const message = classify(line, desk.config);
  const via = exchangeOf(from, message, origin, desk.pending.client);
  const arrival = { line, via, at };
  switch (message.kind) {
    case 'request':
      onRequest(desk, from, message, arrival);
      break;
    case 'notification':
      onNotification(desk, from, message, arrival);
      break;
    case 'response':
      onResponse(desk, from, message, arrival);
      break;
    case 'malformed':
      onMalformed(desk, from, message, arrival);
      break;
  }
}

function exchangeOfOversize(desk: Desk, { from, via, about }: EventOf<'oversize'>): Via {
  if (from === 'client') return via ?? 0;
  return about === undefined ? 0 : (desk.pending.client.get(about)?.via ?? 0);
}

function onPolicy(desk: Desk, { authorizer, at }: EventOf<'policy-changed'>): void {
  const before = desk.judge.authorizer.policySet;
  desk.judge.replace(authorizer);
  desk.out.event('policy_changed', { from: before, to: authorizer.policySet }, at);
}

function onServerExit(desk: Desk, { code, signal, stderr, at }: EventOf<'server-exited'>): void {
  const how = signal === null ? `exited with code ${code ?? 'unknown'}` : `was ended by ${signal}`;
  const words = stderr === '' ? '' : `\nIts last lines on stderr:\n${stderr}`;
  const gone = `the server \`${desk.config.facts.server}\` ${how}${words}`;
  desk.serverGone = gone;
  for (const request of desk.pending.client.drain()) {
    desk.out.reply('client', failureOf(request.id, WIRE_CODE.serverGone, gone), request.via);
    desk.out.done(request.via);
    desk.out.outcome(request, { status: 'unanswered', errorCode: null, body: null, at });
  }
  desk.pending.server.drain();
  withdrawAll(desk, 'the server ended while a person was asked', at);
  desk.out.event('server_exited', { code, signal }, at);
}
