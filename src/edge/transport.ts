import type { AnswerHead, ExchangeFailure, Origin, Via } from '../jsonrpc/exchange.ts';
import type { RequestId } from '../jsonrpc/message.ts';

export type { AnswerHead } from '../jsonrpc/exchange.ts';

/** What every transport tells its owner. */
export interface TransportListener {
  /** One whole message, without its newline. */
  message(line: Buffer, origin: Origin): void;
  /** A message that was too long to keep. */
  oversize(
    message: { readonly bytes: number; readonly id: RequestId | null; readonly method: string | null },
    origin: Origin,
  ): void;
  /** Nothing more will come. Told once, after the last message. */
  ended(): void;
  /** Nobody takes what is sent any more. Told once. */
  broken(): void;
  /** All that was sent has been taken. */
  idle(): void;
  /** The transport itself failed on hostile input: the session ends closed. */
  failed(error: unknown): void;
}

/** What a transport towards a client tells besides. */
export interface ClientListener extends TransportListener {
  /** The caller of an exchange went away, and by that gave its request up (2026-07-28: disconnecting cancels). */
  abandoned(via: Via): void;
  /** An answer is (not) taken as fast as it comes: the server's stream for that request should wait (go on). */
  congested(id: RequestId, on: boolean): void;
  /** The client opened, or closed, its stream for what belongs to no request. */
  standalone(open: boolean): void;
}

/** What a transport towards a server tells besides. */
export interface ServerListener extends TransportListener {
  opened(id: RequestId, head: AnswerHead): void;
  /** The stream of an answer was closed on purpose and goes on when asked again (2025-11-25, SSE polling). */
  paused(id: RequestId, retryMs: number | null): void;
  /** The request will not be answered. */
  exchangeFailed(id: RequestId, failure: ExchangeFailure): void;
  /** Whether the server has a stream for what belongs to no request: its HTTP status, 200 where it is open. */
  standalone(status: number): void;
}

/** The `Mcp-Param-*` headers that an HTTP client gave with an open request; none where there are none. */
export type ParamHeadersOf = (id: RequestId) => readonly (readonly [name: string, value: string])[];

interface Transport {
  /** Bytes that are sent and not yet taken. */
  readonly queued: number;
  /** Stops, and goes on, taking messages in. */
  pause(): void;
  resume(): void;
  /** Sends what has gathered since the last flush, in as few writes as may be. */
  flush(): void;
  /** Drops what has gathered since the last flush. */
  discard(): void;
  /** Resolves once nothing is queued, or nobody reads. */
  flushed(): Promise<void>;
}

/** The client's side of a session, message by message. It starts paused. */
export interface ClientTransport extends Transport {
  listen(listener: ClientListener): void;
  /** Sends a message on an exchange; with 0 on the stream that belongs to no request. */
  send(line: Buffer | string, via: Via): void;
  /** Nothing more comes on this exchange; `refused` where what it brought was refused and has no answer of its own. */
  done(via: Via, refused: boolean): void;
  /** The server begins to answer. */
  open(via: Via, head: AnswerHead): void;
  /** The server closed the stream on purpose: so does Leash. */
  interrupt(via: Via, retryMs: number | null): void;
  /** What the server said of its stream that belongs to no request: an HTTP status. */
  standalone(status: number): void;
}

/** The server's side of a session, message by message. It starts paused. */
export interface ServerTransport extends Transport {
  listen(listener: ServerListener): void;
  send(line: Buffer | string): void;
  /** The client gave this request up; `line` says so in words of the legacy era. */
  cancel(id: RequestId, line: Buffer | string): void;
  /** The stream of this request's answer should wait, or go on. */
  hold(id: RequestId, on: boolean): void;
  /** The server has exited: what it said last is delivered, and `ended` told, where that has not been done. */
  finish(): void;
  /** Opens, or closes, the stream for what belongs to no request. */
  standalone(open: boolean): void;
}
