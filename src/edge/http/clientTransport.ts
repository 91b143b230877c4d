import { oneLine } from '../../http/oneLine.ts';
import { type Replay, ReplayStore } from '../../http/replay.ts';
import type { RefusalKey } from '../../http/refusal.ts';
import type { Share } from '../../http/room.ts';
import type { Via } from '../../jsonrpc/exchange.ts';
import type { RequestId } from '../../jsonrpc/message.ts';
import type { AnswerHead, ClientListener, ClientTransport } from '../transport.ts';
import { ClientExchange } from './clientExchange.ts';
import { sendRest } from './eventStream.ts';
import type { IncomingGet, IncomingPost, ReplyPort } from './exchange.ts';
import { Heartbeat } from './heartbeat.ts';
import { Inbox } from './inbox.ts';
import { Priming } from './priming.ts';
import { refuse } from './refuse.ts';
import { StandaloneStream } from './standaloneStream.ts';
import { Untaken } from './untaken.ts';

interface HttpClientTransportOptions {
  /** A session of the legacy era, or calls of the modern era, each for itself. */
  readonly kind: 'session' | 'stateless';
  /** What is kept of a session's streams for a client whose connection broke, and where, with what others keep. */
  readonly replay?: { readonly maxBytes: number; readonly maxEvents: number };
  readonly room: Share;
  readonly heartbeatMs?: number;
}

const DEFAULTS = { replay: { maxBytes: 4 * 1024 * 1024, maxEvents: 10_000 }, heartbeatMs: 15_000 };

/** An answer with this much untaken makes the server's stream for it wait. */
const MAX_UNTAKEN_BYTES = 256 * 1024;

/** A client that leaves this much untaken is not sent again what it has missed: each time, it would be held once more. */
const MAX_UNTAKEN_BY_RESUMING_BYTES = 4 * 1024 * 1024;

/** Requests that are not answered, those included whose callers have gone. */
const MAX_OPEN_REQUESTS = 4096;

const CR = 13;
const LF = 10;

/**
 * The client's side of a session, over many HTTP requests: each POST is an exchange that brings one message and takes
 * its answer back; a GET is the stream for all else, or goes on with a stream that broke off.
 */
export class HttpClientTransport implements ClientTransport {
  /** Null in the modern era, which has no resumption: what a caller did not take is lost, and its call is given up. */
  readonly #store: ReplayStore | null;
  readonly #standalone: StandaloneStream;
  readonly #heartbeat: Heartbeat;
  readonly #priming = new Priming();
  readonly #inbox = new Inbox();
  readonly #untaken = new Untaken();
  readonly #exchanges = new Map<Via, ClientExchange>();
  readonly #byId = new Map<RequestId, ClientExchange>();
  /** What has gathered something to be sent. */
  readonly #dirty = new Set<ClientExchange>();
  readonly #congested = new Set<ClientExchange>();
  #listener: ClientListener | null = null;
  #isPaused = true;
  #isDelivering = false;
  #isRetired = false;
  #isClosed = false;
  #lastVia = 0;
  #retryMs: number | null = null;

  constructor(options: HttpClientTransportOptions) {
    const { kind, replay, room, heartbeatMs } = { ...DEFAULTS, ...options };
    this.#store = kind === 'session' ? new ReplayStore({ ...replay, room }) : null;
    this.#standalone = new StandaloneStream({
      store: this.#store,
      told: (open) => this.#listener?.standalone(open),
    });
    this.#heartbeat = new Heartbeat(heartbeatMs, () => this.#beat());
  }

  // ---- what the listener brings -----------------------------------------------------------------------------------

  /** Takes a message in; `headers` go with its answer. */
  post(request: IncomingPost, extra: { readonly headers?: Readonly<Record<string, string>> } = {}): void {
    const { id, method, era, paramHeaders, reply, line } = request;
    const obstacle = this.#obstacleTo(request);
    if (obstacle !== null) {
      refuse(reply, obstacle, { id });
      return;
    }
    this.#lastVia += 1;
    const exchange = new ClientExchange({
      via: this.#lastVia,
      request: { id, method, era, paramHeaders, reply },
      headers: extra.headers ?? {},
      store: this.#store,
      primes: this.#priming.allowsFor(request),
      retryMs: () => this.#retryMs,
    });
    this.#exchanges.set(exchange.via, exchange);
    if (id !== null) this.#byId.set(id, exchange);
    this.#attend(reply, exchange);
    this.#inbox.push(exchange, line);
    this.#deliver();
  }

  /** Opens the stream that belongs to no request, or goes on with one that broke off. */
  get({ reply, lastEventId, protocolVersion }: IncomingGet): void {
    if (this.#isRetired) refuse(reply, 'shutting-down');
    else if (this.#store === null) refuse(reply, 'get-not-supported', { headers: { Allow: 'POST' } });
    else if (lastEventId !== null && lastEventId !== '') this.#resume(reply, this.#store.after(lastEventId));
    else if (this.#standalone.isTaken) refuse(reply, 'stream-in-use');
    else {
      this.#attend(reply, null);
      const primes = this.#priming.allows(protocolVersion);
      this.#standalone.ask(reply, { headers: {}, primes, retryMs: this.#retryMs });
    }
  }

  /** Takes nothing more in: what the session has not read is refused, what it has read is still answered. */
  retire(): void {
    if (this.#isRetired) return;
    this.#isRetired = true;
    for (let next = this.#inbox.next(); next !== null; next = this.#inbox.next()) {
      refuse(next.exchange.request.reply, 'shutting-down', { id: next.exchange.id });
      this.#forget(next.exchange);
    }
    this.#listener?.ended();
  }

  /** Ends every stream; whoever waits for an answer gets an error. */
  close(): void {
    if (this.#isClosed) return;
    this.retire();
    this.#isClosed = true;
    this.#heartbeat.stop();
    for (const exchange of this.#exchanges.values()) {
      const { reply } = exchange;
      exchange.close();
      this.#untaken.wrote(reply);
    }
    this.#exchanges.clear();
    this.#byId.clear();
    this.#dirty.clear();
    this.#congested.clear();
    this.#standalone.close();
    this.#store?.clear();
  }

  /** Bytes of what the session has not read. */
  get unread(): number {
    return this.#inbox.bytes;
  }

  /** The `Mcp-Param-*` headers that came with an open request. */
  paramHeadersOf(id: RequestId): IncomingPost['paramHeaders'] {
    return this.#byId.get(id)?.request.paramHeaders ?? [];
  }

  // ---- what the session says ----------------------------------------------------------------------------------------

  listen(listener: ClientListener): void {
    this.#listener = listener;
    if (this.#isRetired) listener.ended();
  }

  get queued(): number {
    return this.#untaken.bytes;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    // Not within this turn: whoever resumes is not ready for a message before the call has returned.
    if (!this.#inbox.isEmpty) queueMicrotask(() => this.#deliver());
  }

  send(line: Buffer | string, via: Via): void {
    // On stdio spaces may stand around a message, among them what here ends a line.
    const bytes = oneLine(typeof line === 'string' ? Buffer.from(line) : line);
    // It would end an event early, and the rest of the message would be fields of another.
    if (bytes.includes(LF) || bytes.includes(CR)) throw new Error('a message with a line break in it');
    const exchange = via === 0 ? this.#carrier() : this.#exchanges.get(via);
    if (exchange === 'standalone') {
      this.#standalone.send(bytes);
      this.#untaken.wrote(this.#standalone.reply);
    } else if (exchange !== undefined) {
      if (exchange.request.method === 'initialize') this.#priming.answered(bytes);
      exchange.add(bytes);
      this.#dirty.add(exchange);
    }
  }

  open(via: Via, head: AnswerHead): void {
    const exchange = this.#exchanges.get(via);
    if (exchange === undefined) return;
    exchange.open(head);
    if (head.streams) this.#settle(exchange);
  }

  done(via: Via, refused: boolean): void {
    const exchange = this.#exchanges.get(via);
    if (exchange === undefined) return;
    exchange.done(refused);
    this.#settle(exchange);
    this.#forget(exchange);
  }

  interrupt(via: Via, retryMs: number | null): void {
    const exchange = this.#exchanges.get(via);
    if (exchange === undefined) return;
    this.#settle(exchange);
    const { reply } = exchange;
    exchange.interrupt(retryMs);
    this.#retryMs = retryMs ?? this.#retryMs;
    this.#untaken.wrote(reply);
    if (exchange.reply !== reply) this.#relax(exchange);
  }

  standalone(status: number): void {
    this.#standalone.decide(status);
    this.#untaken.wrote(this.#standalone.reply);
  }

  flush(): void {
    for (const exchange of this.#dirty) this.#settle(exchange);
  }

  discard(): void {
    for (const exchange of this.#dirty) exchange.discard();
    this.#dirty.clear();
  }

  flushed(): Promise<void> {
    this.flush();
    return this.#untaken.none();
  }

  // ---- inside -------------------------------------------------------------------------------------------------------

  #obstacleTo({ id, line }: IncomingPost): RefusalKey | null {
    if (this.#isRetired) return 'shutting-down';
    if (id !== null && this.#byId.has(id)) return 'id-in-use';
    // What is no request gets in beside them: it may be a cancellation, or an answer that they wait for.
    const isFull = id !== null && this.#byId.size >= MAX_OPEN_REQUESTS;
    return isFull || !this.#inbox.hasRoom(line.length) ? 'too-many-calls' : null;
  }

  #deliver(): void {
    if (this.#isDelivering || this.#listener === null) return;
    this.#isDelivering = true;
    try {
      while (!this.#isPaused && !this.#isClosed) {
        const next = this.#inbox.next();
        if (next === null) break;
        this.#listener.message(next.line, { via: next.exchange.via });
      }
    } catch (error) {
      this.#listener.failed(error);
    } finally {
      this.#isDelivering = false;
    }
  }

  /**
   * Where a message goes that belongs to no request: to the stream that was opened for such, else along with the answer
   * that was asked for last. In the modern era an answer brings only what belongs to it: certain where there is but one.
   */
  #carrier(): ClientExchange | 'standalone' | undefined {
    if (this.#standalone.isTaken) return 'standalone';
    const open = [...this.#exchanges.values()].filter((exchange) => exchange.carriesOthers);
    if (this.#store === null) return open.length === 1 ? open[0] : undefined;
    return open.at(-1) ?? 'standalone';
  }

  #settle(exchange: ClientExchange): void {
    this.#dirty.delete(exchange);
    const { reply } = exchange;
    exchange.settle();
    this.#untaken.wrote(reply);
    if (exchange.id === null || exchange.isDone || this.#congested.has(exchange)) return;
    if (reply === null || reply.queued <= MAX_UNTAKEN_BYTES) return;
    this.#congested.add(exchange);
    this.#listener?.congested(exchange.id, true);
  }

  #resume(reply: ReplyPort, after: Replay): void {
    if (typeof after === 'string') {
      refuse(reply, after === 'unknown' ? 'event-unknown' : 'event-forgotten');
      return;
    }
    if (this.#untaken.bytes > MAX_UNTAKEN_BY_RESUMING_BYTES) {
      refuse(reply, 'too-many-calls');
      return;
    }
    const { stream, events } = after;
    const exchange = this.#exchanges.get(stream);
    this.#attend(reply, exchange ?? null);
    if (stream === 0) this.#standalone.resume(reply, events);
    else if (exchange === undefined) sendRest(reply, events);
    else {
      this.#relax(exchange);
      exchange.resume(reply, events);
    }
    this.#untaken.wrote(reply);
  }

  #attend(reply: ReplyPort, exchange: ClientExchange | null): void {
    this.#heartbeat.start();
    reply.onIdle(() => {
      this.#untaken.idle(reply);
      if (exchange?.reply === reply) this.#relax(exchange);
      this.#listener?.idle();
    });
    if (exchange !== null) reply.onGone(() => this.#onGone(reply, exchange));
  }

  #onGone(reply: ReplyPort, exchange: ClientExchange): void {
    if (exchange.reply !== reply || !this.#exchanges.has(exchange.via)) return;
    this.#relax(exchange);
    // INVARIANT: in the legacy era a disconnect cancels nothing.
    if (this.#store !== null) return;
    if (this.#inbox.drop(exchange)) this.#forget(exchange);
    else if (exchange.id !== null) this.#listener?.abandoned(exchange.via);
  }

  #forget(exchange: ClientExchange): void {
    this.#relax(exchange);
    this.#exchanges.delete(exchange.via);
    this.#dirty.delete(exchange);
    if (exchange.id !== null) this.#byId.delete(exchange.id);
  }

  /** The server's stream for this request may go on. */
  #relax(exchange: ClientExchange): void {
    if (this.#congested.delete(exchange) && exchange.id !== null) this.#listener?.congested(exchange.id, false);
  }

  #beat(): boolean {
    for (const exchange of this.#exchanges.values()) {
      exchange.beat();
      this.#untaken.wrote(exchange.reply);
    }
    this.#standalone.beat();
    this.#untaken.wrote(this.#standalone.reply);
    return this.#exchanges.size > 0 || this.#standalone.isTaken;
  }
}
