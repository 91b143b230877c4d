import type { HttpClientTransport } from '../../edge/http/clientTransport.ts';
import type { Principal } from '../../edge/http/exchange.ts';
import type { RequestId } from '../../jsonrpc/message.ts';
import type { HandleKind } from '../../proxy/handles.ts';

/** One client-side transport with a server behind it and a state machine between. */
export interface Hosted {
  readonly transport: Pick<HttpClientTransport, 'post' | 'get'>;
  /** Resolves when it has ended by itself: its server died, or a message broke it. Never rejects. */
  readonly ended: Promise<void>;
  /** Requests of the client that await an answer, those included whose callers have gone. */
  readonly pending: number;
  /**
   * Whether an answer to this id may still come from the server. So it stays true for a call that was given up until
   * the server has answered it: a late answer must never meet a new request.
   */
  isOpen(id: RequestId): boolean;
  /** Bytes of messages to the server that it has not taken yet. */
  readonly backlog: number;
  /** Whether the server behind it has created tasks, which may run while nobody asks for them. */
  readonly hasTasks: boolean;
  /** Whether an answer of the server behind it created this task, or holds this `requestState`. */
  owns(kind: HandleKind, token: string): boolean;
  /** Ends it: resolves once the server is gone. Whoever still waits gets an error. May be called again. */
  close(): Promise<void>;
}

/**
 * Starts a server and all that stands before it; rejects with a `LeashError` where it cannot start.
 * INVARIANT: nothing of a request reaches it but who calls: a request never chooses what is spawned.
 */
export type OpenHosted = (options: {
  readonly agent: string;
  readonly principal: Principal;
  readonly kind: 'session' | 'stateless';
}) => Promise<Hosted>;

/** Calls back after so many milliseconds, unless it is cancelled before. */
export type Schedule = (ms: number, callback: () => void) => () => void;
