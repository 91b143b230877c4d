import type { DecisionDraft, EventDraft, Instant, OutcomeDraft, Receipt, SessionFacts } from '../audit/entry.ts';
import type { Authorizer } from '../authz/decision.ts';
import { treatmentOfNotification, treatmentOfRequest, type Subject } from '../authz/mapping.ts';
import type { Decision } from '../authz/decision.ts';
import { LeashError } from '../errors.ts';
import { classify } from '../jsonrpc/classify.ts';
import { WIRE_CODE } from '../jsonrpc/errors.ts';
import type { ClassifiedMessage, JsonObject, JsonValue, RequestId, Side } from '../jsonrpc/message.ts';
import { printable } from '../jsonrpc/printable.ts';
import { member } from '../jsonrpc/value.ts';
import { createdTask, inputRequests, isModern, outcomeOf } from './answers.ts';
import { withEntry } from './denial.ts';
import { visibleList } from './discovery.ts';
import { eventDraft, outcomeDraft, refusalDraft } from './drafts.ts';
import type { Effect, SessionEvent } from './effects.ts';
import { Holds } from './holds.ts';
import { Judge } from './judge.ts';
import { PendingRequests, type PendingRequest } from './pending.ts';
import { denialOf, failureOf, replyLine, type Reply } from './reply.ts';
import { Tasks } from './tasks.ts';

export interface SessionConfig {
  readonly facts: SessionFacts;
  readonly authorizer: Authorizer;
  /** `filter` hides from lists what no rule could allow; `all` shows everything. */
  readonly list: 'filter' | 'all';
  /** Deepest nesting of a message that is accepted. */
  readonly maxDepth: number;
  /** Most requests of one side that may await their answers at a time. */
  readonly maxPending: number;
}

/** One client at one server: told what happened, says what to do. Neither awaits nor reads a clock. */
export interface Session {
  handle(event: SessionEvent): Effect[];
}

/** Starts the state machine of one session. */
export function createSession(config: SessionConfig): Session {
  return new SessionMachine(config);
}

type Request = Extract<ClassifiedMessage, { kind: 'request' }>;
type Notification = Extract<ClassifiedMessage, { kind: 'notification' }>;
type Response = Extract<ClassifiedMessage, { kind: 'response' }>;
type Malformed = Extract<ClassifiedMessage, { kind: 'malformed' }>;
type Event<T extends SessionEvent['type']> = Extract<SessionEvent, { type: T }>;

/** What waits for the log. */
type Held =
  /** Goes to the other side; `pending` is null for a notification. */
  | {
      readonly kind: 'send';
      readonly from: Side;
      readonly line: Buffer | string;
      readonly pending: PendingRequest | null;
      readonly subject: Subject;
    }
  /** The server's answer that asks something of the client. */
  | { readonly kind: 'deliver'; readonly line: Buffer | string; readonly answered: PendingRequest }
  /** Refused: these answers go out. */
  | { readonly kind: 'refuse'; readonly to: Side; readonly replies: readonly Reply[] };

/** A message that is refused before any policy is asked. */
interface Refused {
  readonly from: Side;
  readonly id: RequestId | null;
  readonly method: string;
  readonly params?: JsonValue | undefined;
  readonly why: string;
  readonly at: Instant;
}

/** Dropped messages are recorded one by one up to here, then every thousandth: a babbling side cannot fill the disk. */
const DROPS_RECORDED = 100;

class SessionMachine implements Session {
  readonly #config: SessionConfig;
  readonly #judge: Judge;
  readonly #pending = { client: new PendingRequests(), server: new PendingRequests() };
  readonly #tasks = new Tasks();
  readonly #holds = new Holds<Held>();
  #effects: Effect[] = [];
  #dropped = 0;
  #closing = false;
  #serverGone: string | null = null;

  constructor(config: SessionConfig) {
    this.#config = config;
    this.#judge = new Judge(config.facts, config.authorizer);
  }

  handle(event: SessionEvent): Effect[] {
    this.#effects = [];
    switch (event.type) {
      case 'line':
        this.#onLine(event.from, event.line, event.at);
        break;
      case 'oversize':
        this.#onOversize(event);
        break;
      case 'recorded':
        this.#onSettled(event.ticket, event.receipt, event.at);
        break;
      case 'record-failed':
        this.#onSettled(event.ticket, event.error, event.at);
        break;
      case 'policy-changed':
        this.#onPolicy(event);
        break;
      case 'server-exited':
        this.#onServerExit(event);
        break;
      case 'client-closed':
        this.#closing = true;
        this.#closeWhenIdle();
        break;
    }
    return this.#effects;
  }

  #onLine(from: Side, line: Buffer, at: Instant): void {
    const message = classify(line, this.#config);
    switch (message.kind) {
      case 'request':
        this.#onRequest(from, message, line, at);
        break;
      case 'notification':
        this.#onNotification(from, message, line, at);
        break;
      case 'response':
        this.#onResponse(from, message, line, at);
        break;
      case 'malformed':
        this.#onMalformed(from, message, line, at);
        break;
    }
  }

  #onRequest(from: Side, message: Request, line: Buffer, at: Instant): void {
    const { id, method, params } = message;
    if (this.#serverGone !== null) {
      this.#reply(from, failureOf(id, WIRE_CODE.serverGone, this.#serverGone));
      return;
    }
    if (this.#pending[from].get(id) !== undefined) {
      // One id, one answer: the open request keeps the id, and its answer is the only one.
      this.#drop(from, 'its id is in use by an open request', method, at);
      return;
    }
    if (this.#pending[from].size >= this.#config.maxPending) {
      const why = `more than ${this.#config.maxPending} requests await their answers`;
      this.#refuse({ from, id, method, params, why, at });
      return;
    }
    const treatment = treatmentOfRequest(from, method, params);
    switch (treatment.kind) {
      case 'pass':
        this.#relayRequest(from, pendingOf(message, { sentNs: at.monoNs }), line);
        break;
      case 'list':
        this.#relayRequest(from, pendingOf(message, { sentNs: at.monoNs, list: treatment.member }), line);
        break;
      case 'refuse':
        this.#refuse({ from, id, method, params, why: treatment.why, at });
        break;
      case 'task': {
        const subject = { ...methodSubject(method), resource: treatment.taskId };
        this.#decide(from, message, line, [subject], at, this.#tasks.decision(from, treatment.taskId));
        break;
      }
      case 'authorize':
        this.#decide(from, message, line, treatment.subjects, at, null);
        break;
    }
  }

  #relayRequest(from: Side, pending: PendingRequest, line: Buffer): void {
    pending.state = 'sent';
    this.#pending[from].add(pending);
    this.#effects.push({ do: 'relay', to: other(from), line });
  }

  /** Decides a request, or a notification that needs a decision, and holds it until the decision is in the log. */
  #decide(
    from: Side,
    message: Request | Notification,
    line: Buffer,
    subjects: readonly Subject[],
    at: Instant,
    given: Decision | null,
  ): void {
    const { method, params, fidelity } = message;
    const id = message.kind === 'request' ? message.id : null;
    if (fidelity.kind === 'lossy') {
      this.#refuse({ from, id, method, params, why: fidelity.detail, at });
      return;
    }
    const verdict = this.#judge.decide({ from, id, subjects, given, at });
    if (verdict.kind === 'deny') {
      const replies = id === null ? [] : [{ ...denialOf({ id, method, params }), text: verdict.text }];
      this.#record({ kind: 'refuse', to: from, replies }, [verdict.draft]);
      return;
    }
    const subject = subjects[0] ?? methodSubject(method);
    let pending: PendingRequest | null = null;
    if (message.kind === 'request') {
      pending = pendingOf(message, { action: subject.action, rules: verdict.rules });
      this.#pending[from].add(pending);
    }
    this.#record({ kind: 'send', from, line: decidedBytes(message, line), pending, subject }, verdict.drafts);
  }

  #onNotification(from: Side, message: Notification, line: Buffer, at: Instant): void {
    const { method } = message;
    if (method === 'notifications/cancelled' && this.#cancel(from, message, at)) return;
    const treatment = treatmentOfNotification(from, method);
    switch (treatment.kind) {
      case 'authorize':
        this.#decide(from, message, line, treatment.subjects, at, null);
        break;
      case 'refuse':
        this.#refuse({ from, id: null, method, why: treatment.why, at });
        break;
      case 'pass':
      case 'list':
      case 'task':
        this.#effects.push({ do: 'relay', to: other(from), line });
        break;
    }
  }

  /** True when the cancelled request is still held: then the other side never hears of either. */
  #cancel(from: Side, message: Notification, at: Instant): boolean {
    const id = member(message.params, 'requestId');
    const request = typeof id === 'string' || typeof id === 'number' ? this.#pending[from].get(id) : undefined;
    if (request === undefined || request.cancelled) return false;
    this.#pending[from].cancel(request);
    if (request.state === 'held') return true;
    this.#noteOutcome(request, { status: 'cancelled', errorCode: null, body: null, at });
    return false;
  }

  #onResponse(from: Side, message: Response, line: Buffer, at: Instant): void {
    const to = other(from);
    const request = this.#pending[to].settle(message.id);
    if (request === undefined) {
      this.#drop(from, 'it answers no open request', null, at);
      return;
    }
    const asks = from === 'server' ? inputRequests(message) : null;
    if (asks !== null) this.#decideInput(request, message, asks, line, at);
    else if (request.list !== null) this.#deliverList(from, { ...request, list: request.list }, message, line, at);
    else this.#effects.push({ do: 'relay', to, line });
    const task = createdTask(message);
    if (task !== null && request.receipt !== null) this.#tasks.add(to, task, request.rules);
    const { status, errorCode } = outcomeOf(message);
    this.#noteOutcome(request, { status, errorCode, body: line, at });
  }

  #deliverList(
    from: Side,
    request: PendingRequest & { readonly list: NonNullable<PendingRequest['list']> },
    message: Response,
    line: Buffer,
    at: Instant,
  ): void {
    const to = other(from);
    const { agent, server } = this.#config.facts;
    const visible = visibleList(request.list, message, line, {
      agent,
      server,
      authorizer: this.#judge.authorizer,
      list: this.#config.list,
      ownsTask: (task) => this.#tasks.has(to, task),
    });
    switch (visible.kind) {
      case 'as-sent':
        this.#effects.push({ do: 'relay', to, line });
        break;
      case 'filtered':
        this.#effects.push({ do: 'answer', to, line: visible.text });
        break;
      case 'ambiguous':
        this.#drop(from, visible.why, request.method, at);
        this.#reply(to, failureOf(request.id, WIRE_CODE.badAnswer, `the ${from}'s list is ambiguous: ${visible.why}`));
        break;
    }
  }

  /** Decides what a server asks of its client inside an answer, as if it had sent the requests themselves. */
  #decideInput(
    request: PendingRequest,
    message: Response,
    asks: readonly Subject[] | 'unreadable',
    line: Buffer,
    at: Instant,
  ): void {
    const { id, method } = request;
    const { fidelity } = message;
    if (asks === 'unreadable' || fidelity.kind === 'lossy') {
      const why = fidelity.kind === 'lossy' ? fidelity.detail : 'it asks for input in a form that cannot be judged';
      const reply = { ...denialOf(request), text: `Leash stopped the server's answer to \`${method}\`: ${why}` };
      const draft = this.#refusal({ from: 'server', id, method, why, at });
      this.#record({ kind: 'refuse', to: 'client', replies: [reply] }, [draft]);
      return;
    }
    const verdict = this.#judge.decide({ from: 'server', id, subjects: asks, given: null, at });
    if (verdict.kind === 'deny') {
      const reply = { ...denialOf(request), text: `The server's answer asks the client for more. ${verdict.text}` };
      this.#record({ kind: 'refuse', to: 'client', replies: [reply] }, [verdict.draft]);
      return;
    }
    this.#record({ kind: 'deliver', line: decidedBytes(message, line), answered: request }, verdict.drafts);
  }

  #onMalformed(from: Side, message: Malformed, line: Buffer, at: Instant): void {
    const noise = message.ids.length === 0 && message.answers.length === 0;
    // A program that prints to its stdout: not MCP, so it is for people.
    if (from === 'server' && noise && DIVERTED.has(message.why)) this.#effects.push({ do: 'divert', line });
    else this.#refuseMalformed(from, message, at);
  }

  #onOversize({ from, bytes, id, method, at }: Event<'oversize'>): void {
    const ids = id === null ? [] : [id];
    this.#refuseMalformed(
      from,
      {
        kind: 'malformed',
        why: 'too-large',
        ids: method === null ? [] : ids,
        answers: method === null ? ids : [],
        method,
        detail: `the message of ${bytes} bytes is over the limit (setting \`max_line_bytes\`)`,
      },
      at,
    );
  }

  #refuseMalformed(from: Side, message: Malformed, at: Instant): void {
    const { detail, method } = message;
    const replies = message.ids
      // An open request keeps its id: an error to it would be taken for its answer.
      .filter((id) => this.#pending[from].get(id) === undefined)
      .map((id) => failureOf(id, WIRE_CODE.invalidRequest, `Leash refused this message: ${detail}`));
    const refused = { from, id: message.ids[0] ?? null, method: method ?? 'unknown', why: detail, at };
    this.#record({ kind: 'refuse', to: from, replies }, [this.#refusal(refused)]);
    this.#effects.push({ do: 'warn', message: `refused a message of the ${from}: ${detail}` });
    for (const id of message.answers) {
      const request = this.#pending[other(from)].settle(id);
      if (request === undefined) continue;
      const text = `the ${from}'s answer cannot be read: ${detail}`;
      this.#reply(other(from), failureOf(request.id, WIRE_CODE.badAnswer, text));
      this.#noteOutcome(request, { status: 'error', errorCode: WIRE_CODE.badAnswer, body: null, at });
    }
  }

  /** Refuses what no policy is asked about, with an answer where it has an id. */
  #refuse(refused: Refused): void {
    const { from, id, method, params, why } = refused;
    const text = `Leash refused this: \`${printable(method, 100)}\` was not run.\nReason: ${why}`;
    const replies = id === null ? [] : [{ ...denialOf({ id, method, params }), code: WIRE_CODE.invalidRequest, text }];
    this.#record({ kind: 'refuse', to: from, replies }, [this.#refusal(refused)]);
  }

  #drop(from: Side, why: string, method: string | null, at: Instant): void {
    this.#dropped += 1;
    if (this.#dropped > DROPS_RECORDED && this.#dropped % 1000 !== 0) return;
    this.#event('message_dropped', { from, why, method, count: this.#dropped }, at);
    this.#effects.push({ do: 'warn', message: `dropped a message of the ${from}: ${why}` });
  }

  #onSettled(ticket: number, result: Receipt | LeashError, at: Instant): void {
    const released = this.#holds.settle(ticket, result);
    if (released === null) return;
    const { held, outcome } = released;
    if (outcome instanceof LeashError) this.#onUnrecorded(held, outcome);
    else this.#onRecorded(held, outcome, at);
    this.#closeWhenIdle();
  }

  #onRecorded(held: Held, receipt: Receipt, at: Instant): void {
    switch (held.kind) {
      case 'send':
        this.#send(held, receipt, at);
        break;
      case 'deliver':
        this.#effects.push({ do: 'forward', to: 'client', line: held.line, receipt });
        break;
      case 'refuse':
        for (const reply of held.replies) this.#reply(held.to, { ...reply, text: withEntry(reply.text, receipt) });
        break;
    }
  }

  #send({ from, line, pending }: Extract<Held, { kind: 'send' }>, receipt: Receipt, at: Instant): void {
    if (pending !== null) {
      pending.receipt = receipt;
      if (pending.cancelled || this.#serverGone !== null) {
        this.#pending[from].remove(pending.id);
        const status: OutcomeDraft['status'] = pending.cancelled ? 'cancelled' : 'not-forwarded';
        this.#noteOutcome(pending, { status, errorCode: null, body: null, at });
        return;
      }
      pending.state = 'sent';
      pending.sentNs = at.monoNs;
    }
    this.#effects.push({ do: 'forward', to: other(from), line, receipt });
  }

  /** INVARIANT: what is not recorded is not forwarded. A denial stands whether or not it could be recorded. */
  #onUnrecorded(held: Held, error: LeashError): void {
    this.#effects.push({ do: 'warn', message: `the log took no record: ${error.message}` });
    switch (held.kind) {
      case 'send':
        if (held.pending !== null) this.#denyUnrecorded(held.from, held.pending, held.subject, error);
        break;
      case 'deliver':
        this.#denyUnrecorded('client', held.answered, methodSubject(held.answered.method), error);
        break;
      case 'refuse':
        for (const reply of held.replies) this.#reply(held.to, reply);
        break;
    }
  }

  #denyUnrecorded(from: Side, request: PendingRequest, subject: Subject, error: LeashError): void {
    this.#pending[from].remove(request.id);
    if (request.cancelled || this.#serverGone !== null) return;
    const text = this.#judge.unrecorded(subject, error.message);
    this.#reply(from, { ...denialOf(request), code: WIRE_CODE.unrecorded, text });
  }

  #onPolicy({ authorizer, at }: Event<'policy-changed'>): void {
    const before = this.#judge.authorizer.policySet;
    this.#judge.replace(authorizer);
    this.#event('policy_changed', { from: before, to: authorizer.policySet }, at);
  }

  #onServerExit({ code, signal, stderr, at }: Event<'server-exited'>): void {
    const how = signal === null ? `exited with code ${code ?? 'unknown'}` : `was ended by ${signal}`;
    const words = stderr === '' ? '' : `\nIts last lines on stderr:\n${stderr}`;
    this.#serverGone = `the server \`${this.#config.facts.server}\` ${how}${words}`;
    for (const request of this.#pending.client.drain()) {
      this.#reply('client', failureOf(request.id, WIRE_CODE.serverGone, this.#serverGone));
      this.#noteOutcome(request, { status: 'unanswered', errorCode: null, body: null, at });
    }
    this.#pending.server.drain();
    this.#event('server_exited', { code, signal }, at);
  }

  /** A client that is gone may have calls that wait for the log: the server hears them before its stdin closes. */
  #closeWhenIdle(): void {
    if (!this.#closing || !this.#holds.isEmpty) return;
    this.#closing = false;
    this.#effects.push({ do: 'close-server' });
  }

  #record(held: Held, drafts: readonly DecisionDraft[]): void {
    const tickets = this.#holds.hold(held, drafts.length);
    drafts.forEach((draft, i) => {
      const ticket = tickets[i];
      if (ticket !== undefined) this.#effects.push({ do: 'record', ticket, draft });
    });
  }

  #reply(to: Side, reply: Reply): void {
    this.#effects.push({ do: 'answer', to, line: replyLine(reply) });
  }

  /** A request has one outcome: a late answer to a cancelled one adds none. */
  #noteOutcome(request: PendingRequest, outcome: Parameters<typeof outcomeDraft>[3]): void {
    const { receipt } = request;
    if (receipt === null || (request.cancelled && outcome.status !== 'cancelled')) return;
    this.#effects.push({ do: 'note', draft: outcomeDraft(this.#config.facts, request, receipt, outcome) });
  }

  #event(event: EventDraft['event'], detail: JsonObject, at: Instant): void {
    this.#effects.push({ do: 'note', draft: eventDraft(this.#config.facts, event, detail, at) });
  }

  #refusal({ from, id, method, why, at }: Refused): DecisionDraft {
    return refusalDraft(this.#config.facts, { from, id, method, reason: why, at });
  }
}

/** What a server prints that is no message of MCP's. */
const DIVERTED: ReadonlySet<Malformed['why']> = new Set(['not-json', 'not-jsonrpc', 'invalid-utf8']);

/** INVARIANT: the bytes forwarded are the bytes decided: the text itself only where the value re-serialises to it. */
function decidedBytes(message: Request | Notification | Response, line: Buffer): Buffer | string {
  return message.fidelity.kind === 'exact' ? line : JSON.stringify(message.value);
}

function other(side: Side): Side {
  return side === 'client' ? 'server' : 'client';
}

function methodSubject(method: string): Subject {
  return { method, action: null, resource: null, args: null };
}

function pendingOf(
  { id, method, params }: Request,
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
