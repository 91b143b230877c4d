import type { RequestId } from './message.ts';

/** An exchange with a client: one HTTP POST and its answer, numbered from 1; 0 is the stream that belongs to no request. */
export type Via = number;

/** How a message came: what its answers, and what the other side says meanwhile, are led back by. */
export interface Origin {
  /** From a client: the exchange that brought it; absent where there is one stream only. */
  readonly via?: Via;
  /** From a server: the client's request on whose exchange it came; absent on the one stream that is nobody's. */
  readonly about?: RequestId;
}

/** How the server begins to answer a request over HTTP. */
export interface AnswerHead {
  /** HTTP status; 200 where there is no HTTP. */
  readonly status: number;
  /** Whether the answer is an SSE stream, which may bring other messages before the answer. */
  readonly streams: boolean;
}

/** Why a request will not be answered by the server. */
export interface ExchangeFailure {
  /** One sentence for whoever called, and the log; text of the server's in it is escaped. */
  readonly reason: string;
  /** HTTP status that the server gave; null where there was none. */
  readonly status: number | null;
  /** JSON-RPC error that the server gave without an id, to be passed on with the id; null where there was none. */
  readonly error: { readonly code: number; readonly message: string } | null;
  /** Whether the server may have begun to run it. */
  readonly mayHaveRun: boolean;
}
