import type { IncomingMessage } from 'node:http';
import { isJson } from '../../http/mediaType.ts';
import type { AnswerHead, ExchangeFailure } from '../../jsonrpc/exchange.ts';
import type { AnswerTaker } from './legacySse.ts';
import { readEvents, readJson } from './upstreamAnswer.ts';
import { readExcerpt, skipBody, type BodyStream } from './upstreamBody.ts';
import type { Reply } from './upstreamCaller.ts';
import { failure, failureOfResponse, isEncoded, natureOf } from './upstreamFailure.ts';
import { readIncoming, type Incoming } from './upstreamIncoming.ts';
import type { Link } from './upstreamLink.ts';
import { isInitialize, type OutgoingMessage } from './upstreamMessage.ts';
import { Resumption } from './upstreamResumption.ts';
import { faultText } from './upstreamWire.ts';

/** Who is told what becomes of a request. Never told from within a call to the exchange, but for `giveUp`. */
export interface ExchangeSink {
  opened(head: AnswerHead): void;
  /** Any message that came on its exchange, the answer too. */
  message(line: Buffer): void;
  /** One that was too long; `isAnswer` where nothing else could have come. */
  oversize(bytes: number, isAnswer: boolean): void;
  paused(retryMs: number | null): void;
  /** Told once: null where it has been answered. */
  settled(failure: ExchangeFailure | null): void;
  /** Told once, after that: nothing more comes. */
  gone(): void;
}

export interface ExchangeOptions {
  readonly link: Link;
  readonly message: OutgoingMessage;
  readonly paramHeaders: readonly (readonly [name: string, value: string])[];
  /** Whether an `initialize` that no POST took is tried on the transport of 2024-11-05. */
  readonly fallsBack: boolean;
  readonly sink: ExchangeSink;
}

/** A server that has answered closes the stream. For one that does not, it is closed. */
const LINGER_MS = 1000;

/** How an older server says that it takes no POST here (MCP, backwards compatibility). */
const FALLS_BACK: ReadonlySet<number> = new Set([400, 404, 405]);

/** One request: its POST, what comes of it, and the rest of it where the stream breaks off. */
export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #abort = new AbortController();
  /** On the transport of 2024-11-05, where answers come on one stream for all. */
  readonly #taker: AnswerTaker = {
    message: (line) => this.#options.sink.message(line),
    answered: (incoming) => this.#onAnswer(incoming),
    lost: (fault) => this.#fail(failure(`the server's stream ended before its answer: ${fault}`, true)),
  };
  readonly #resumption: Resumption;
  #body: BodyStream | null = null;
  #held = false;
  #timer: NodeJS.Timeout | undefined;
  #settled = false;
  #expires = false;
  #gone = false;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#resumption = new Resumption(options.link.session);
  }

  get message(): OutgoingMessage {
    return this.#options.message;
  }

  /** Whether somebody waits for its answer: nobody does once it is there, or has been given up. */
  get isAwaited(): boolean {
    return !this.#settled && !this.#expires;
  }

  /** Posts it; `next` is called, perhaps twice, once what follows may be posted. */
  start(next: () => void): void {
    void this.#post(next)
      .catch((error: unknown) => this.#fail(failure(`Leash failed: ${faultText(error)}`, true)))
      .finally(next);
  }

  hold(on: boolean): void {
    this.#held = on;
    this.#body?.hold(on);
  }

  /** Closes its connection: in the modern era that cancels it (2026-07-28, Streamable HTTP: cancellation). */
  giveUp(): void {
    this.#fail(failure('the caller has given it up', true));
  }

  /** The server has been told that nobody waits any more: it may still answer, but not for ever. */
  expire(afterMs: number): void {
    if (this.#settled) return;
    this.#expires = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.giveUp(), afterMs);
    this.#resumption.forbid();
  }

  // ---- the response ---------------------------------------------------------------------------------------------

  async #post(next: () => void): Promise<void> {
    const { link, message, paramHeaders } = this.#options;
    const { signal } = this.#abort;
    const reply = await link.post(message, { signal, sent: next, taker: this.#taker, paramHeaders });
    next();
    if (reply.kind === 'failed') this.#fail(reply.failure);
    else if (this.#gone) skipBody(reply.response);
    else await this.#onResponse(reply.response);
  }

  async #onResponse(response: IncomingMessage): Promise<void> {
    const { link, message, sink } = this.#options;
    const status = response.statusCode ?? 0;
    if (link.isSse && message.era === 'legacy' && status >= 200 && status <= 299) {
      skipBody(response);
      return;
    }
    const nature = natureOf(response);
    if (nature === 'refused') {
      await this.#onRefusal(response);
      return;
    }
    if (isInitialize(message) && !link.session.named(headerOf(response, 'mcp-session-id'))) {
      response.destroy();
      this.#fail(failure('the server calls the session by a name that no header can carry', true));
      return;
    }
    sink.opened({ status, streams: nature === 'events' });
    if (nature === 'events') this.#readEvents(response);
    else this.#readJson(response);
  }

  #readJson(response: IncomingMessage): void {
    const { link, sink } = this.#options;
    this.#body = readJson(
      response,
      { maxMessageBytes: link.maxMessageBytes, held: this.#held },
      {
        message: (line) => this.#onMessage(line),
        oversize: (bytes) => {
          sink.oversize(bytes, true);
          this.#settle(null);
        },
        ended: (fault) => {
          const why =
            fault === null ? 'the server answered with what is no answer to it' : `the answer broke off: ${fault}`;
          this.#fail(failure(why, true));
        },
      },
    );
  }

  #readEvents(response: IncomingMessage): void {
    const { link, sink } = this.#options;
    this.#body = readEvents(
      response,
      { maxMessageBytes: link.maxMessageBytes, held: this.#held },
      {
        message: (line) => {
          this.#resumption.progressed();
          this.#onMessage(line);
        },
        oversize: (bytes) => {
          // Asked for again, it would come again.
          this.#resumption.forbid();
          sink.oversize(bytes, false);
        },
        position: (id) => this.#resumption.reached(id),
        retry: (ms) => this.#resumption.wait(ms),
        ended: (fault) => this.#onStreamEnd(fault),
      },
    );
  }

  #onMessage(line: Buffer): void {
    if (this.#gone) return;
    const incoming = readIncoming(line);
    const { id } = this.message;
    this.#options.sink.message(line);
    if (id !== null && incoming.answers.includes(id)) this.#onAnswer(incoming);
  }

  #onAnswer({ result }: Incoming): void {
    if (this.#settled) return;
    const { link, message } = this.#options;
    if (isInitialize(message)) link.session.answered(result);
    this.#settle(null);
    if (this.#body === null) this.#leave();
    else this.#timer = setTimeout(() => this.#leave(), LINGER_MS);
  }

  // ---- when it is refused ---------------------------------------------------------------------------------------

  async #onRefusal(response: IncomingMessage): Promise<void> {
    const status = response.statusCode ?? 0;
    const mayAnswer = (status < 300 || status >= 400) && isJson(response.headers['content-type']);
    if (!mayAnswer || isEncoded(response)) {
      const body = await readExcerpt(response, EXCERPT_BYTES);
      await this.#onRefused(response, body, false);
      return;
    }
    let body: Buffer = NOTHING;
    const options = { maxMessageBytes: this.#options.link.maxMessageBytes, held: this.#held };
    this.#body = readJson(response, options, {
      message(line) {
        body = line;
      },
      oversize: () => undefined,
      ended: () => {
        this.#body = null;
        void this.#onRefused(response, body, true).catch((error: unknown) =>
          this.#fail(failure(faultText(error), true)),
        );
      },
    });
  }

  /** An error status may carry the answer: then it is the server's word on this request, and passes as such. */
  async #onRefused(response: IncomingMessage, body: Buffer, isMessage: boolean): Promise<void> {
    if (this.#gone) return;
    const { link, message, fallsBack, sink } = this.#options;
    const status = response.statusCode ?? 0;
    if (isMessage && message.id !== null && readIncoming(body).answers.includes(message.id)) {
      sink.opened({ status, streams: false });
      this.#onMessage(body);
      return;
    }
    const refused = failureOfResponse(response, body);
    if (!fallsBack || !isInitialize(message) || link.isSse || !FALLS_BACK.has(status) || refused.error !== null) {
      this.#fail(refused);
      return;
    }
    const none = await link.fallBack();
    if (this.#abort.signal.aborted) return;
    if (none === null) await this.#post(() => undefined);
    else this.#fail({ ...refused, reason: `${refused.reason}; ${none.reason}` });
  }

  // ---- when its stream ends -------------------------------------------------------------------------------------

  #onStreamEnd(fault: string | null): void {
    this.#body = null;
    const { message, sink } = this.#options;
    if (this.#settled) {
      this.#leave();
      return;
    }
    const delayMs = message.era === 'legacy' ? this.#resumption.next() : null;
    if (delayMs === null) {
      this.#fail(failure(endOfStream(message, fault), true));
      return;
    }
    sink.paused(this.#resumption.retryMs);
    this.#timer = setTimeout(() => void this.#resume(), delayMs);
  }

  /** Asks for the rest of the stream. Never rejects. */
  async #resume(): Promise<void> {
    const reply = await this.#options.link.get({ signal: this.#abort.signal }, this.#resumption.lastEventId);
    if (this.#gone) {
      if (reply.kind === 'response') reply.response.destroy();
      return;
    }
    if (reply.kind === 'response' && natureOf(reply.response) === 'events') {
      this.#resumption.succeeded();
      this.#readEvents(reply.response);
      return;
    }
    const why = await failureOfReply(reply);
    if (this.#abort.signal.aborted) return;
    const delayMs = this.#resumption.retry(why);
    if (delayMs !== null) this.#timer = setTimeout(() => void this.#resume(), delayMs);
    else this.#fail({ ...why, error: null, mayHaveRun: true, reason: `the answer's stream was lost: ${why.reason}` });
  }

  // ---- its end --------------------------------------------------------------------------------------------------

  #fail(why: ExchangeFailure): void {
    if (!this.#settled && isInitialize(this.message)) this.#options.link.session.answered(undefined);
    this.#settle(why);
    this.#leave();
  }

  #settle(why: ExchangeFailure | null): void {
    clearTimeout(this.#timer);
    if (this.#settled) return;
    this.#settled = true;
    this.#options.sink.settled(why);
  }

  #leave(): void {
    clearTimeout(this.#timer);
    if (this.#gone) return;
    this.#gone = true;
    // With a reason, or Node makes an error with a stack for each.
    this.#abort.abort(OVER);
    this.#options.link.forget(this.message, this.#taker);
    this.#body?.destroy();
    this.#options.sink.gone();
  }
}

const EXCERPT_BYTES = 2048;
const OVER = 'the exchange is over';
const NOTHING = Buffer.alloc(0);

function endOfStream({ method }: OutgoingMessage, fault: string | null): string {
  if (method === 'subscriptions/listen') return 'the server ended the subscription: subscribe again to go on';
  return fault === null
    ? 'the server ended the stream before its answer'
    : `the stream broke off before the answer: ${fault}`;
}

async function failureOfReply(reply: Reply): Promise<ExchangeFailure> {
  if (reply.kind === 'failed') return reply.failure;
  return failureOfResponse(reply.response, await readExcerpt(reply.response, EXCERPT_BYTES));
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
