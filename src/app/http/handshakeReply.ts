import type { ReplyPort } from '../../edge/http/exchange.ts';
import { SseParser, type SseSink } from '../../http/sse.ts';
import type { JsonValue, RequestId } from '../../jsonrpc/message.ts';
import { member } from '../../jsonrpc/value.ts';
import { WatchedReply } from './watchedReply.ts';

/** Longest event that is read for the answer; one that is longer opens no session. */
const MAX_EVENT_BYTES = 1024 * 1024;

/**
 * The reply to `initialize`: hands the session's id out with an answer that opens the session, and tells how it went.
 * An SSE head goes out before the answer is known, so the id in it works only once, and if, the answer is a result.
 */
export class HandshakeReply extends WatchedReply {
  readonly #id: RequestId;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #parser = new SseParser({ maxEventBytes: MAX_EVENT_BYTES });
  readonly #sink: SseSink;
  readonly #outcome: { isOpened: boolean };

  /** `over` is told once whether the session stands. */
  constructor(
    reply: ReplyPort,
    options: { readonly id: RequestId; readonly sessionId: string; readonly over: (isOpened: boolean) => void },
  ) {
    const outcome = { isOpened: false };
    super(reply, () => options.over(outcome.isOpened));
    this.#id = options.id;
    this.#headers = { 'Mcp-Session-Id': options.sessionId };
    this.#outcome = outcome;
    this.#sink = {
      event: ({ data }) => this.#read(data),
      retry: () => undefined,
      comment: () => undefined,
      oversize: () => undefined,
    };
  }

  override end(status: number, body: Buffer | string | null, headers?: Readonly<Record<string, string>>): void {
    if (status === 200 && body !== null) this.#read(body);
    super.end(status, body, this.#outcome.isOpened ? { ...headers, ...this.#headers } : headers);
  }

  override stream(headers?: Readonly<Record<string, string>>): void {
    super.stream({ ...headers, ...this.#headers });
  }

  override write(piece: Buffer | string): void {
    if (!this.#outcome.isOpened) this.#parser.push(Buffer.from(piece), this.#sink);
    super.write(piece);
  }

  #read(message: Buffer | string): void {
    const value = parsed(message.toString());
    if (member(value, 'id') === this.#id && member(value, 'result') !== undefined) this.#outcome.isOpened = true;
  }
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
