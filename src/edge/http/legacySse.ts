import type { IncomingMessage } from 'node:http';
import { isEventStream } from '../../http/mediaType.ts';
import { oneLine } from '../../http/oneLine.ts';
import type { ExchangeFailure } from '../../jsonrpc/exchange.ts';
import type { RequestId } from '../../jsonrpc/message.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { readSse } from './upstreamAnswer.ts';
import { readExcerpt, type BodyStream } from './upstreamBody.ts';
import type { Caller } from './upstreamCaller.ts';
import { failure, failureOfResponse, isEncoded } from './upstreamFailure.ts';
import { readIncoming, type Incoming } from './upstreamIncoming.ts';

/** Who takes the answer to a request from the one stream. */
export interface AnswerTaker {
  message(line: Buffer): void;
  /** The message just told, to this taker or another, was the answer. */
  answered(incoming: Incoming): void;
  /** The stream is over: there will be no answer. */
  lost(fault: string): void;
}

export interface LegacySseOptions {
  readonly caller: Caller;
  readonly url: URL;
  readonly maxMessageBytes: number;
  readonly held: boolean;
  /** What answers nobody's request. */
  message(line: Buffer): void;
  oversize(bytes: number): void;
  /** Told once: the server speaks no more. */
  ended(): void;
}

/** How long the server may take to say where messages go. */
const ENDPOINT_MS = 15_000;

/**
 * The transport of 2024-11-05, "HTTP with SSE": one stream brings all that the server says, and names the URL that
 * takes what the client says. Opens it, or says why there is none.
 */
export function openLegacySse(options: LegacySseOptions): Promise<LegacySse | ExchangeFailure> {
  return new Promise((resolve) => {
    const abort = new AbortController();
    const stop = (why: string): void => {
      settle(failure(`the server has no stream of the 2024-11-05 transport: ${why}`, false));
      abort.abort();
      stream?.close();
    };
    const timer = setTimeout(() => stop(`it named no endpoint within ${ENDPOINT_MS / 1000} s`), ENDPOINT_MS);
    const settle = (outcome: LegacySse | ExchangeFailure): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    let stream: LegacySse | null = null;
    void openStream(options, abort.signal).then((response) => {
      if ('reason' in response) {
        settle(response);
        return;
      }
      stream = new LegacySse(options, response, { opened: settle, refused: stop });
      if (abort.signal.aborted) stream.close();
    });
  });
}

/** The stream that an `initialize` which no POST took is tried on. */
async function openStream(options: LegacySseOptions, signal: AbortSignal): Promise<IncomingMessage | ExchangeFailure> {
  const request = { method: 'GET', url: options.url, headers: { accept: 'text/event-stream' }, body: null } as const;
  const reply = await options.caller.call(request, { signal });
  if (reply.kind === 'failed') return reply.failure;
  const { response } = reply;
  const isStream = isEventStream(response.headers['content-type'] ?? null) && !isEncoded(response);
  if (response.statusCode === 200 && isStream) return response;
  return failureOfResponse(response, await readExcerpt(response, 2048));
}

interface Opening {
  opened(stream: LegacySse): void;
  refused(why: string): void;
}

/** A stream that is open. */
export class LegacySse {
  readonly #options: LegacySseOptions;
  readonly #opening: Opening;
  readonly #body: BodyStream;
  readonly #expected = new Map<RequestId, AnswerTaker>();
  #endpoint: URL | null = null;
  #over = false;

  constructor(options: LegacySseOptions, response: IncomingMessage, opening: Opening) {
    this.#options = options;
    this.#opening = opening;
    // Not held before it has named its endpoint: that is no message.
    this.#body = readSse(
      response,
      { maxMessageBytes: options.maxMessageBytes, held: false },
      {
        event: ({ type, data }) => this.#onEvent(type, data),
        retry: () => undefined,
        comment: () => undefined,
        oversize: (bytes) => options.oversize(bytes),
        ended: (fault) => this.#end(fault ?? 'the server closed the stream'),
      },
    );
  }

  /** Where messages are posted to; of the server's own origin. */
  get endpoint(): URL {
    return this.#endpoint ?? this.#options.url;
  }

  /** Leads the answer to a request to whoever waits for it. */
  expect(id: RequestId, taker: AnswerTaker): void {
    if (this.#over) taker.lost('the stream is over');
    else this.#expected.set(id, taker);
  }

  forget(id: RequestId, taker: AnswerTaker): void {
    if (this.#expected.get(id) === taker) this.#expected.delete(id);
  }

  hold(on: boolean): void {
    this.#body.hold(on);
  }

  /** Closes it; nothing more is told. */
  close(): void {
    this.#over = true;
    this.#expected.clear();
    this.#body.destroy();
  }

  #onEvent(type: string, data: Buffer): void {
    if (type === 'endpoint' && this.#endpoint === null) this.#onEndpoint(data.toString('utf8'));
    // What comes before the endpoint is named comes from no MCP server.
    else if (type === 'message' && data.length > 0 && this.#endpoint !== null) this.#onMessage(oneLine(data));
  }

  /** Attacker-controlled: a message, and the credential with it, goes to the origin that a person gave, or nowhere. */
  #onEndpoint(text: string): void {
    const endpoint = URL.canParse(text, this.#options.url.href) ? new URL(text, this.#options.url) : null;
    const isOurs =
      endpoint !== null &&
      endpoint.origin === this.#options.url.origin &&
      endpoint.username === '' &&
      endpoint.password === '';
    if (!isOurs) {
      this.#opening.refused(`it names the endpoint \`${printable(text, 200)}\`, which is of another origin`);
      return;
    }
    this.#endpoint = endpoint;
    if (this.#options.held) this.#body.hold(true);
    this.#opening.opened(this);
  }

  #onMessage(line: Buffer): void {
    const incoming = readIncoming(line);
    const takers = new Set<AnswerTaker>();
    for (const id of incoming.answers) {
      const taker = this.#expected.get(id);
      if (taker !== undefined) takers.add(taker);
    }
    // A batch that answers several is one message still.
    const [first] = takers;
    if (first === undefined) this.#options.message(line);
    else first.message(line);
    for (const id of incoming.answers) this.#expected.delete(id);
    for (const taker of takers) taker.answered(incoming);
  }

  #end(why: string): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#endpoint === null) {
      this.#opening.refused(why);
      return;
    }
    const expected = [...this.#expected.values()];
    this.#expected.clear();
    for (const taker of expected) taker.lost(why);
    this.#options.ended();
  }
}
