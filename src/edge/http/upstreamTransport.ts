import type { ToolHeaders } from '../../http/toolHeaders.ts';
import type { RequestId } from '../../jsonrpc/message.ts';
import { isRequestId } from '../../jsonrpc/requestId.ts';
import { member } from '../../jsonrpc/value.ts';
import type { ServerListener, ServerTransport, ParamHeadersOf } from '../transport.ts';
import type { Caller } from './upstreamCaller.ts';
import { Exchanges } from './upstreamExchanges.ts';
import { Link } from './upstreamLink.ts';
import { readOutgoing, type OutgoingMessage } from './upstreamMessage.ts';
import { sendNotice } from './upstreamNotice.ts';
import { PostQueue, type Post } from './upstreamQueue.ts';
import { StandaloneStream } from './upstreamStandalone.ts';

export interface HttpTransportOptions {
  readonly url: URL;
  readonly caller: Caller;
  readonly maxMessageBytes: number;
  /** Requests that may be open at a time. */
  readonly maxExchanges: number;
  readonly tools: ToolHeaders;
  readonly paramHeadersOf: ParamHeadersOf;
  readonly warn: (message: string) => void;
}

/** Notifications and responses that may wait for their 202 before the next one waits for theirs. */
const MAX_NOTICES = 64;

/** A server over HTTP: each message is a POST, and each request an exchange with its own answer. */
export class HttpServerTransport implements ServerTransport {
  readonly #warn: (message: string) => void;
  readonly #link: Link;
  readonly #queue: PostQueue;
  readonly #exchanges: Exchanges;
  readonly #standalone: StandaloneStream;
  #gathered: (() => void)[] = [];
  #gatheredBytes = 0;
  #listener: ServerListener | null = null;
  #paused = true;
  #anyHeld = false;
  #notices = 0;
  #isClosed = false;
  #changed: () => void = () => undefined;

  constructor({ maxExchanges, paramHeadersOf, warn, ...options }: HttpTransportOptions) {
    this.#warn = warn;
    const stray = {
      message: (line: Buffer) => this.#listener?.message(line, {}),
      oversize: (bytes: number) => this.#listener?.oversize({ bytes, id: null, method: null }, {}),
    };
    this.#link = new Link({ ...options, events: { ...stray, ready: () => this.#standalone.ready() } });
    this.#queue = new PostQueue(() => {
      this.#changed();
      this.#listener?.idle();
    });
    this.#exchanges = new Exchanges({
      link: this.#link,
      maxExchanges,
      paramHeadersOf,
      listener: () => this.#listener,
      changed: () => this.#changed(),
    });
    this.#standalone = new StandaloneStream(this.#link, {
      ...stray,
      status: (status) => this.#listener?.standalone(status),
    });
  }

  listen(listener: ServerListener): void {
    this.#listener = listener;
  }

  get queued(): number {
    return this.#gatheredBytes + this.#queue.queued;
  }

  pause(): void {
    if (!this.#paused) this.#setPaused(true);
  }

  resume(): void {
    if (this.#paused) this.#setPaused(false);
  }

  send(line: Buffer | string): void {
    if (this.#isClosed) return;
    const message = readOutgoing(line);
    if (message === null) {
      this.#warn('a message was not sent: it cannot be told what it is');
      return;
    }
    this.#gatheredBytes += message.body.length;
    this.#gathered.push(() => this.#enqueue(message));
  }

  /** In the modern era hanging up cancels; a server of the legacy era reads the notification. */
  cancel(id: RequestId, line: Buffer | string): void {
    if (this.#isClosed) return;
    this.#gathered.push(() => {
      const message = this.#exchanges.isLegacy(id) ? readOutgoing(line) : null;
      if (message === null) this.#drop(this.#exchanges.cancel(id));
      else this.#cancel(id, message);
    });
  }

  flush(): void {
    const gathered = this.#gathered;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    for (const task of gathered) task();
  }

  /** INVARIANT: nothing that has not been posted is posted after this. */
  discard(): void {
    this.#gathered = [];
    this.#gatheredBytes = 0;
    this.#exchanges.discard();
    this.#queue.clear();
  }

  flushed(): Promise<void> {
    return this.#queue.flushed();
  }

  hold(id: RequestId, on: boolean): void {
    this.#anyHeld = this.#exchanges.hold(id, on);
    this.#link.hold(this.#paused || this.#anyHeld);
  }

  standalone(open: boolean): void {
    if (!this.#isClosed) this.#standalone.want(open);
  }

  /** Nothing more comes. */
  finish(): void {
    this.close();
  }

  // ---- for its owner --------------------------------------------------------------------------------------------

  /** Resolves once nothing is queued and no answer is awaited that may come soon. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = () => {
        if (this.#queue.isEmpty && this.#notices === 0 && !this.#exchanges.isAwaiting) resolve();
      };
      this.#changed();
    });
  }

  /** Ends the session at the server, where it has one. */
  endSession(signal: AbortSignal): Promise<void> {
    return this.#link.end(signal);
  }

  /** Closes every stream; of all that, only `ended` is told. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const listener = this.#listener;
    this.#listener = null;
    this.discard();
    this.#standalone.want(false);
    this.#exchanges.close();
    this.#link.close();
    listener?.ended();
  }

  // ---- what goes out --------------------------------------------------------------------------------------------

  #enqueue(message: OutgoingMessage): void {
    if (message.kind === 'request' && message.id !== null) {
      const post = this.#exchanges.open(message.id, message);
      if (post !== null) this.#queue.push(post);
      return;
    }
    const cancelled = message.method === 'notifications/cancelled' ? cancelledBy(message) : null;
    if (cancelled === null) this.#queue.push(this.#notice(message));
    else this.#cancel(cancelled, message);
  }

  /** A cancellation overtakes what waits; what has not been posted is not, and the server hears of neither. */
  #cancel(id: RequestId, message: OutgoingMessage): void {
    const post = this.#exchanges.cancel(id);
    if (post === null) this.#queue.overtake(this.#notice(message));
    else this.#drop(post);
  }

  #drop(post: Post | null): void {
    if (post !== null) this.#queue.remove(post);
  }

  #notice(message: OutgoingMessage): Post {
    const opensSession = message.method === 'notifications/initialized';
    return {
      bytes: message.body.length,
      run: (next) => {
        this.#notices += 1;
        // The server has to have taken this before it takes what follows (MCP, lifecycle: initialization).
        const waits = opensSession || this.#notices > MAX_NOTICES;
        const hooks = { sent: waits ? () => undefined : next, warn: this.#warn };
        void sendNotice(this.#link, message, hooks).then((isTaken) => {
          this.#notices -= 1;
          if (isTaken && opensSession) this.#link.ready();
          next();
          this.#changed();
        });
      },
    };
  }

  #setPaused(on: boolean): void {
    this.#paused = on;
    this.#exchanges.pause(on);
    this.#standalone.hold(on);
    this.#link.hold(on || this.#anyHeld);
  }
}

function cancelledBy(message: OutgoingMessage): RequestId | null {
  const id = member(member(message.value, 'params'), 'requestId');
  return isRequestId(id) ? id : null;
}
