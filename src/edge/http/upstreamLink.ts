import { randomUUID } from 'node:crypto';
import { claimedVersion } from '../../http/era.ts';
import type { ToolHeaders } from '../../http/toolHeaders.ts';
import type { ExchangeFailure } from '../../jsonrpc/exchange.ts';
import { LegacySse, openLegacySse, type AnswerTaker } from './legacySse.ts';
import { skipBody } from './upstreamBody.ts';
import type { Caller, CallHooks, Reply } from './upstreamCaller.ts';
import { Exchange } from './upstreamExchange.ts';
import { failure } from './upstreamFailure.ts';
import { postHeaders } from './upstreamHeaders.ts';
import { isInitialize, readOutgoing, type OutgoingMessage } from './upstreamMessage.ts';
import { UpstreamSession } from './upstreamSession.ts';

export interface LinkOptions {
  readonly tools: ToolHeaders;
  readonly url: URL;
  readonly caller: Caller;
  readonly maxMessageBytes: number;
  readonly events: LinkEvents;
}

/** What a link tells besides the answers. */
interface LinkEvents {
  /** On the one stream of the 2024-11-05 transport: what answers no open request. */
  message(line: Buffer): void;
  oversize(bytes: number): void;
  /** A session can be used, the first time or again: what it has besides calls may be opened. */
  ready(): void;
}

export interface PostHooks extends CallHooks {
  /** Takes the answer where it comes on the one stream of the 2024-11-05 transport. */
  readonly taker: AnswerTaker | null;
  readonly paramHeaders: readonly (readonly [name: string, value: string])[];
}

/** How long the server may take to open a session once more. */
const RENEW_MS = 30_000;

/**
 * The way to one server: where messages go, under which session, and by which of the two HTTP transports.
 *
 * INVARIANT: a message is posted a second time only where the server refused the first for its session or its
 * credential, and so has not run it.
 */
export class Link {
  readonly session = new UpstreamSession();
  readonly tools: ToolHeaders;
  readonly #options: LinkOptions;
  #sse: LegacySse | null = null;
  #held = true;
  #renewal: Promise<ExchangeFailure | null> | null = null;
  #modernVersion: string | null = null;
  #closed = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.tools = options.tools;
  }

  get maxMessageBytes(): number {
    return this.#options.maxMessageBytes;
  }

  /** Whether the server speaks the transport of 2024-11-05: then all that it says comes on one stream. */
  get isSse(): boolean {
    return this.#sse !== null;
  }

  /** Stops, and goes on, reading the one stream, where there is one. */
  hold(on: boolean): void {
    this.#held = on;
    this.#sse?.hold(on);
  }

  /** Posts a message. Never rejects. */
  async post(message: OutgoingMessage, hooks: PostHooks): Promise<Reply> {
    if (message.era === 'modern') this.#modernVersion = claimedVersion(message.value) ?? this.#modernVersion;
    for (let again = false; ; again = true) {
      const lost = await this.#restore(message);
      if (lost !== null) return { kind: 'failed', failure: lost };
      const { generation, id } = this.session;
      const isInSession = (id !== null || this.isSse) && message.era === 'legacy' && !isInitialize(message);
      const reply = await this.#postOnce(message, hooks);
      // A server answers 404 in a session that it has ended (MCP, session management): what was said has not run.
      if (again || !isInSession || reply.kind === 'failed' || reply.response.statusCode !== 404) return reply;
      skipBody(reply.response);
      this.session.lose(generation);
    }
  }

  /** Nobody waits for the answer to this request any more. */
  forget({ id }: OutgoingMessage, taker: AnswerTaker): void {
    if (id !== null) this.#sse?.forget(id, taker);
  }

  /** Asks for a stream of events; `lastEventId` where it is the rest of one. */
  get(hooks: CallHooks, lastEventId: string | null): Promise<Reply> {
    const headers = {
      accept: 'text/event-stream',
      ...this.session.headers(),
      // As the standard has it: UTF-8, which a header carries byte by byte.
      ...(lastEventId === null ? {} : { 'last-event-id': Buffer.from(lastEventId).toString('latin1') }),
    };
    return this.#options.caller.call({ method: 'GET', url: this.#options.url, headers, body: null }, hooks);
  }

  /** Tries the transport of 2024-11-05; says why the server does not speak it. */
  async fallBack(): Promise<ExchangeFailure | null> {
    this.#sse?.close();
    this.#sse = null;
    const { caller, url, maxMessageBytes, events } = this.#options;
    const opened = await openLegacySse({
      caller,
      url,
      maxMessageBytes,
      held: this.#held,
      message: (line) => events.message(line),
      oversize: (bytes) => events.oversize(bytes),
      ended: () => this.session.lose(this.session.generation),
    });
    if (!(opened instanceof LegacySse)) return opened;
    if (this.#closed) opened.close();
    this.#sse = opened;
    opened.hold(this.#held);
    return null;
  }

  /** The server has taken `notifications/initialized`. */
  ready(): void {
    this.#options.events.ready();
  }

  /** Ends the session: the server may forget it (MCP, session management). Resolves when it has answered. */
  async end(signal: AbortSignal): Promise<void> {
    if (this.session.id === null || !this.session.isOpen) return;
    const request = { method: 'DELETE', url: this.#options.url, headers: this.session.headers(), body: null } as const;
    const reply = await this.#options.caller.call(request, { signal });
    if (reply.kind === 'response') reply.response.destroy();
  }

  close(): void {
    this.#closed = true;
    this.#sse?.close();
  }

  #postOnce(message: OutgoingMessage, { taker, paramHeaders, ...hooks }: PostHooks): Promise<Reply> {
    const { session, tools } = this;
    const sources = { session, tools, given: paramHeaders, modernVersion: this.#modernVersion };
    const headers = postHeaders(message, sources);
    const sse = message.era === 'legacy' ? this.#sse : null;
    if (sse !== null && taker !== null && message.id !== null) sse.expect(message.id, taker);
    const url = sse?.endpoint ?? this.#options.url;
    return this.#options.caller.call({ method: 'POST', url, headers, body: message.body }, hooks);
  }

  /** Opens a lost session once more, for whatever is said in it; all who need it wait for the same attempt. */
  async #restore(message: OutgoingMessage): Promise<ExchangeFailure | null> {
    if (message.era === 'modern') return null;
    if (isInitialize(message)) return this.session.isLost && this.isSse ? this.fallBack() : null;
    if (!this.session.isLost && this.#renewal === null) return null;
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = null;
    });
    return this.#renewal;
  }

  async #renew(): Promise<ExchangeFailure | null> {
    const { initialize, version } = this.session;
    if (initialize === null) return failure('the server has forgotten the session', false);
    const why = await this.#repeat(initialize, version);
    if (why === null) {
      this.ready();
      return null;
    }
    this.session.notRenewed(version);
    const reason = `the server has forgotten the session, and it could not be opened again: ${why}`;
    return failure(reason, false);
  }

  async #repeat(initialize: OutgoingMessage, version: string | null): Promise<string | null> {
    if (this.isSse) {
      const none = await this.fallBack();
      if (none !== null) return none.reason;
    }
    this.session.renew();
    const why = await this.#askAgain(initialize);
    if (why !== null) return why;
    if (this.session.version !== version) return 'it speaks another revision of MCP now';
    const message = readOutgoing('{"jsonrpc":"2.0","method":"notifications/initialized"}');
    if (message === null) return 'there is nothing to say';
    const reply = await this.#postOnce(message, {
      signal: AbortSignal.timeout(RENEW_MS),
      taker: null,
      paramHeaders: [],
    });
    if (reply.kind === 'failed') return reply.failure.reason;
    skipBody(reply.response);
    const status = reply.response.statusCode ?? 0;
    return status >= 200 && status < 300 ? null : `it answered HTTP ${status} to \`notifications/initialized\``;
  }

  /** Says `initialize` once more, under an id that no client has: its answer is for us alone. */
  #askAgain({ value }: OutgoingMessage): Promise<string | null> {
    const message = readOutgoing(JSON.stringify({ ...value, id: `leash-${randomUUID()}` }));
    if (message === null) return Promise.resolve('there is nothing to say');
    return new Promise((resolve) => {
      const exchange = new Exchange({
        link: this,
        message,
        paramHeaders: [],
        fallsBack: false,
        sink: {
          opened: () => undefined,
          message: () => undefined,
          oversize: () => undefined,
          paused: () => undefined,
          settled(why) {
            clearTimeout(timer);
            resolve(why === null ? null : why.reason);
          },
          gone: () => undefined,
        },
      });
      const timer = setTimeout(() => exchange.giveUp(), RENEW_MS);
      exchange.start(() => undefined);
    });
  }
}
