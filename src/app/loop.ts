import type { DecisionDraft, EntryDraft, Instant, Receipt } from '../audit/entry.ts';
import type { AuditLog } from '../audit/log.ts';
import type { Authorizer } from '../authz/decision.ts';
import type { Channel } from '../edge/channel.ts';
import type { ServerExit } from '../edge/child.ts';
import type { Diagnostics } from '../edge/diagnostics.ts';
import { assertNever, LeashError } from '../errors.ts';
import { LineFramer, type LineSink } from '../jsonrpc/framing.ts';
import type { RequestId, Side } from '../jsonrpc/message.ts';
import type { Effect, SessionEvent } from '../proxy/effects.ts';
import type { Session } from '../proxy/session.ts';
import { Flow } from './flow.ts';
import { LastWords, requestId, responseId } from './lastWords.ts';

export interface LoopOptions {
  readonly session: Session;
  readonly log: AuditLog;
  readonly channels: Readonly<Record<Side, Channel>>;
  readonly diagnostics: Diagnostics;
  readonly clock: () => Instant;
  readonly maxLineBytes: number;
  /** Asks the server to leave. */
  readonly closeServer: () => void;
  /** Told once when the client sends, or reads, no more. */
  readonly clientGone: () => void;
}

const NEWLINE = Buffer.from('\n');

/**
 * The only loop: bytes to lines, lines to the session, the session's effects to the world, the log's answers back to the
 * session. All lines that go to one side in one turn leave in one write.
 */
export class Loop {
  readonly #options: LoopOptions;
  readonly #flow: Flow;
  readonly #framers: Readonly<Record<Side, LineFramer>>;
  readonly #lines: Readonly<Record<Side, LineSink>>;
  readonly #outbox: Record<Side, Buffer[]> = { client: [], server: [] };
  readonly #ended: Record<Side, boolean> = { client: false, server: false };
  #at: Instant;
  #clientGone = false;
  #closing = false;
  #settling = false;
  #quiet: (() => void)[] = [];
  /** Set once the session has thrown: nothing reaches it, and nothing reaches the server, from then on. */
  #failed: LastWords | null = null;

  constructor(options: LoopOptions) {
    this.#options = options;
    this.#flow = new Flow(options.channels);
    this.#framers = { client: new LineFramer(options), server: new LineFramer(options) };
    this.#lines = { client: this.#lineSink('client'), server: this.#lineSink('server') };
    this.#at = options.clock();
  }

  get failed(): boolean {
    return this.#failed !== null;
  }

  /** Begins to read both sides. */
  start(): void {
    for (const side of ['client', 'server'] as const) {
      this.#options.channels[side].listen({
        chunk: (bytes) => this.#onChunk(side, bytes),
        ended: () => this.#onEnded(side),
        broken: () => this.#onBroken(side),
        idle: () => this.#flow.balance(),
      });
    }
    this.#flow.balance();
  }

  policyChanged(authorizer: Authorizer): void {
    this.#feed({ type: 'policy-changed', authorizer, at: this.#options.clock() }, null);
  }

  /** The server is gone: resolves once the log has answered for every decision, and so every request has its answer. */
  async serverExited({ code, signal, stderr }: ServerExit): Promise<void> {
    this.#onEnded('server');
    this.#feed({ type: 'server-exited', code, signal, stderr, at: this.#options.clock() }, null);
    while (this.#flow.heldDecisions > 0) await new Promise<void>((resolve) => this.#quiet.push(resolve));
  }

  /** Reads from the client no more; resolves once it has taken all that was written. */
  async close(): Promise<void> {
    this.#flow.stop('client');
    this.#settle();
    await this.#options.channels.client.flushed();
  }

  // ---- what comes in --------------------------------------------------------------------------------------------

  #lineSink(from: Side): LineSink {
    return {
      line: (line) => this.#feed({ type: 'line', from, line, at: this.#at }, null),
      oversize: (line) => this.#feed({ type: 'oversize', from, ...line, at: this.#at }, null),
    };
  }

  #onChunk(side: Side, bytes: Buffer): void {
    // One moment for all lines of a chunk: they arrived together.
    this.#at = this.#options.clock();
    try {
      this.#framers[side].push(bytes, this.#lines[side]);
    } catch (error) {
      this.#fail(error, null, null);
    }
  }

  #onEnded(side: Side): void {
    if (this.#ended[side]) return;
    this.#ended[side] = true;
    this.#at = this.#options.clock();
    try {
      this.#framers[side].end(this.#lines[side]);
    } catch (error) {
      this.#fail(error, null, null);
    }
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
      case 'note':
        this.#note(effect.draft);
        break;
      case 'forward':
        this.#forward(effect.to, effect.line, effect.receipt, event);
        break;
      case 'relay':
        this.#send(effect.to, effect.line);
        break;
      case 'answer':
        if (effect.to === sender(event, draft)) this.#flow.answered(effect.to, effect.line.length);
        if (effect.to === 'client') this.#failed?.heard(effect.line);
        this.#send(effect.to, effect.line);
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
  #forward(to: Side, line: Buffer | string, receipt: Receipt, event: SessionEvent): void {
    if (event.type !== 'recorded' || event.receipt !== receipt) throw new Error('a forward without its own receipt');
    this.#send(to, line);
  }

  #send(to: Side, line: Buffer | string): void {
    if (this.#failed !== null && to === 'server') return;
    if (typeof line === 'string') this.#outbox[to].push(Buffer.from(`${line}\n`));
    else this.#outbox[to].push(line, NEWLINE);
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
    for (const side of ['server', 'client'] as const) {
      const pieces = this.#outbox[side];
      if (pieces.length === 0) continue;
      this.#outbox[side] = [];
      this.#options.channels[side].write(pieces);
    }
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
    this.#outbox.server = [];
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
    if (answer !== null) this.#send('client', answer);
  }
}

/** Whose message an event is about; null where it is nobody's. */
function sender(event: SessionEvent, draft: DecisionDraft | null): Side | null {
  return event.type === 'line' || event.type === 'oversize' ? event.from : (draft?.from ?? null);
}

/** The client's request that this event leaves without an answer when nobody handles it. */
function unansweredId(event: SessionEvent, draft: DecisionDraft | null): RequestId | null {
  switch (event.type) {
    case 'line':
      return event.from === 'client' ? requestId(event.line) : responseId(event.line);
    case 'oversize':
      return (event.from === 'client') === (event.method !== null) ? event.id : null;
    case 'recorded':
    case 'record-failed':
      return draft?.from === 'client' ? draft.jsonrpcId : null;
    case 'policy-changed':
    case 'server-exited':
    case 'client-closed':
      return null;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
