import type { DecisionDraft, EntryDraft, Instant, Receipt } from '../audit/entry.ts';
import type { AuditLog } from '../audit/log.ts';
import type { Authorizer } from '../authz/decision.ts';
import type { ServerExit } from '../edge/child.ts';
import type { Diagnostics } from '../edge/diagnostics.ts';
import type { ClientTransport, ServerTransport, TransportListener } from '../edge/transport.ts';
import { assertNever, LeashError } from '../errors.ts';
import type { Via } from '../jsonrpc/exchange.ts';
import type { RequestId, Side } from '../jsonrpc/message.ts';
import type { PinState } from '../pins/pinState.ts';
import type { Effect, SessionEvent } from '../proxy/effects.ts';
import type { Session } from '../proxy/session.ts';
import { Duties, type DutyServants } from './duties.ts';
import { Flow } from './flow.ts';
import { LastWords, unansweredId } from './lastWords.ts';

export interface LoopOptions extends DutyServants {
  readonly session: Session;
  readonly log: AuditLog;
  readonly client: ClientTransport;
  readonly server: ServerTransport;
  readonly diagnostics: Diagnostics;
  readonly clock: () => Instant;
  /** Asks the server to leave. */
  readonly closeServer: () => void;
  /** Told once when the client sends, or reads, no more. */
  readonly clientGone: () => void;
}

/**
 * The only loop: messages to the session, the session's effects to the world, the log's answers back to the session. All
 * that goes to one side in one turn leaves in one write.
 */
export class Loop {
  readonly #options: LoopOptions;
  readonly #flow: Flow;
  readonly #ended: Record<Side, boolean> = { client: false, server: false };
  readonly #duties: Duties;
  #clientGone = false;
  #closing = false;
  #settling = false;
  #quiet: (() => void)[] = [];
  /** Set once the session has thrown: nothing reaches it, and nothing reaches the server, from then on. */
  #failed: LastWords | null = null;

  constructor(options: LoopOptions) {
    this.#options = options;
    this.#flow = new Flow(options);
    this.#duties = new Duties({
      ...options,
      hold: (bytes) => this.#flow.hold(bytes),
      release: (bytes) => this.#flow.release(bytes),
      feed: (event) => {
        this.#feed(event, null);
        this.#soon();
      },
      fail: (error) => this.#fail(error, null, null),
    });
  }

  get failed(): boolean {
    return this.#failed !== null;
  }

  /** Begins to read both sides. */
  start(): void {
    const { client, server, clock } = this.#options;
    client.listen({
      ...this.#listener('client'),
      abandoned: (via) => this.#feed({ type: 'exchange-abandoned', via, at: clock() }, null),
      congested: (id, on) => server.hold(id, on),
      standalone: (open) => server.standalone(open),
    });
    server.listen({
      ...this.#listener('server'),
      opened: (id, head) => this.#feed({ type: 'exchange-opened', id, head, at: clock() }, null),
      paused: (id, retryMs) => this.#feed({ type: 'exchange-paused', id, retryMs, at: clock() }, null),
      exchangeFailed: (id, failure) => this.#feed({ type: 'exchange-failed', id, failure, at: clock() }, null),
      standalone: (status) => client.standalone(status),
    });
    this.#flow.balance();
  }

  policyChanged(authorizer: Authorizer): void {
    this.#feed({ type: 'policy-changed', authorizer, at: this.#options.clock() }, null);
  }

  pinsChanged(state: PinState): void {
    this.#feed({ type: 'pins-changed', state, at: this.#options.clock() }, null);
  }

  /** The server is gone: resolves once the log has answered for every decision, and so every request has its answer. */
  async serverExited({ code, signal, stderr }: ServerExit): Promise<void> {
    this.#options.server.finish();
    this.#onEnded('server');
    this.#feed({ type: 'server-exited', code, signal, stderr, at: this.#options.clock() }, null);
    this.#duties.close();
    while (this.#flow.heldDecisions > 0) await new Promise<void>((resolve) => this.#quiet.push(resolve));
  }

  /** Reads from the client no more; resolves once it has taken all that was written. */
  async close(): Promise<void> {
    this.#flow.stop('client');
    this.#settle();
    await this.#options.client.flushed();
  }

  // ---- what comes in --------------------------------------------------------------------------------------------

  #listener(from: Side): TransportListener {
    const { clock } = this.#options;
    return {
      message: (line, origin) => this.#feed({ type: 'line', from, line, at: clock(), ...origin }, null),
      oversize: (line, origin) => this.#feed({ type: 'oversize', from, ...line, at: clock(), ...origin }, null),
      ended: () => this.#onEnded(from),
      broken: () => this.#onBroken(from),
      idle: () => this.#flow.balance(),
      failed: (error) => this.#fail(error, null, null),
    };
  }

  #onEnded(side: Side): void {
    if (this.#ended[side]) return;
    this.#ended[side] = true;
    this.#onBroken(side);
  }

  /** A client that does not listen is gone. A server that does not, or that says no more, can answer nothing. */
  #onBroken(side: Side): void {
    if (side === 'server') {
      this.#closeServer();
      return;
    }
    if (this.#clientGone) return;
    this.#clientGone = true;
    this.#options.clientGone();
    this.#feed({ type: 'client-closed', at: this.#options.clock() }, null);
  }

  /** `draft` is the decision that the event is about, where it is the log's answer. */
  #feed(event: SessionEvent, draft: DecisionDraft | null): void {
    if (this.#failed !== null) {
      this.#answerLast(this.#failed, event, draft);
      return;
    }
    try {
      for (const effect of this.#options.session.handle(event)) this.#perform(effect, event, draft);
    } catch (error) {
      this.#fail(error, event, draft);
    }
  }

  // ---- what goes out --------------------------------------------------------------------------------------------

  #perform(effect: Effect, event: SessionEvent, draft: DecisionDraft | null): void {
    switch (effect.do) {
      case 'record':
        this.#record(effect.ticket, effect.draft, event.type === 'line' ? event.line.length : 0);
        break;
      case 'limit':
      case 'give-back':
      case 'inspect':
      case 'consult':
      case 'ask':
      case 'come-back':
      case 'unask':
      case 'confirm':
        this.#duties.perform(effect, event.type === 'line' ? event.line.length : 0);
        break;
      case 'note':
        this.#note(effect.draft);
        break;
      case 'forward':
        this.#forward(effect, event);
        break;
      case 'relay':
        this.#send(effect.to, effect.line, effect.via);
        break;
      case 'answer':
        if (effect.to === sender(event, draft)) this.#flow.answered(effect.to, effect.line.length);
        if (effect.to === 'client') this.#failed?.heard(effect.line);
        this.#send(effect.to, effect.line, effect.via);
        break;
      case 'open':
        this.#options.client.open(effect.via, effect.head);
        this.#soon();
        break;
      case 'interrupt':
        this.#options.client.interrupt(effect.via, effect.retryMs);
        this.#soon();
        break;
      case 'done':
        this.#options.client.done(effect.via, effect.refused);
        this.#soon();
        break;
      case 'cancel':
        this.#cancel(effect.id, effect.line);
        break;
      case 'divert':
        this.#options.diagnostics.diverted(effect.line);
        break;
      case 'warn':
        this.#options.diagnostics.warn(effect.message);
        break;
      case 'close-server':
        this.#closeServer();
        break;
      default:
        assertNever(effect);
    }
  }

  #record(ticket: number, draft: DecisionDraft, bytes: number): void {
    this.#flow.hold(bytes);
    let told = false;
    const done = (result: Receipt | LeashError): void => {
      if (told) return;
      told = true;
      this.#flow.release(bytes);
      const at = this.#options.clock();
      if (result instanceof LeashError) this.#feed({ type: 'record-failed', ticket, error: result, at }, draft);
      else this.#feed({ type: 'recorded', ticket, receipt: result, at }, draft);
      this.#soon();
    };
    try {
      this.#options.log.append(draft, done);
    } catch (cause) {
      const error = new LeashError('ERR_LOG_UNAVAILABLE', `the audit log failed: ${messageOf(cause)}`, { cause });
      queueMicrotask(() => done(error));
    }
    this.#soon();
  }

  #note(draft: EntryDraft): void {
    try {
      this.#options.log.note(draft);
    } catch (error) {
      this.#options.diagnostics.warn(`an entry did not reach the audit log: ${messageOf(error)}`);
    }
  }

  /** INVARIANT: what needs a decision leaves in the turn in which the log has confirmed that decision, and in no other. */
  #forward({ to, line, receipt, via }: Extract<Effect, { do: 'forward' }>, event: SessionEvent): void {
    if (event.type !== 'recorded' || event.receipt !== receipt) throw new Error('a forward without its own receipt');
    this.#send(to, line, via);
  }

  #send(to: Side, line: Buffer | string, via: Via = 0): void {
    if (to === 'client') this.#options.client.send(line, via);
    else if (this.#failed === null) this.#options.server.send(line);
    this.#soon();
  }

  #cancel(id: RequestId, line: Buffer | string): void {
    if (this.#failed !== null) return;
    this.#options.server.cancel(id, line);
    this.#soon();
  }

  /** Writes at the end of this turn: after the last line of a chunk, after the last callback of a commit. */
  #soon(): void {
    if (this.#settling) return;
    this.#settling = true;
    queueMicrotask(() => this.#settle());
  }

  #settle(): void {
    this.#settling = false;
    this.#options.server.flush();
    this.#options.client.flush();
    this.#flow.balance();
    if (this.#flow.heldDecisions === 0) for (const resolve of this.#quiet.splice(0)) resolve();
  }

  #closeServer(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#settle(); // What the server is still to read goes before the end of file.
    this.#options.closeServer();
  }

  // ---- when the session itself fails ----------------------------------------------------------------------------

  /** Ends the session closed: nothing more is run, and each request that was read gets its one answer. */
  #fail(error: unknown, event: SessionEvent | null, draft: DecisionDraft | null): void {
    this.#options.diagnostics.warn(`internal error, the session ends: ${messageOf(error)}`);
    if (this.#failed !== null) return;
    const last = new LastWords();
    this.#failed = last;
    this.#options.server.discard();
    const ending: SessionEvent = {
      type: 'server-exited',
      code: null,
      signal: null,
      stderr: 'Leash failed on a message and has ended the session.',
      at: this.#options.clock(),
    };
    try {
      for (const effect of this.#options.session.handle(ending)) this.#perform(effect, ending, null);
    } catch (again) {
      this.#options.diagnostics.warn(`internal error while ending the session: ${messageOf(again)}`);
    }
    if (event !== null) this.#answerLast(last, event, draft);
    this.#closeServer();
  }

  #answerLast(last: LastWords, event: SessionEvent, draft: DecisionDraft | null): void {
    const answer = last.answer(unansweredId(event, draft));
    if (answer === null) return;
    const via = 'via' in event ? event.via : undefined;
    this.#send('client', answer, via);
    if (via !== undefined) this.#options.client.done(via, false);
  }
}

/** Whose message an event is about; null where it is nobody's. */
function sender(event: SessionEvent, draft: DecisionDraft | null): Side | null {
  return event.type === 'line' || event.type === 'oversize' ? event.from : (draft?.from ?? null);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
