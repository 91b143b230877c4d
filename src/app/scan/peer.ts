import { LeashError } from '../../errors.ts';
import type { ServerListener } from '../../edge/transport.ts';
import { errorResponse } from '../../jsonrpc/errors.ts';
import type { JsonObject, JsonValue, RequestId } from '../../jsonrpc/message.ts';
import { classify } from '../../jsonrpc/classify.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { member } from '../../jsonrpc/value.ts';
import type { Upstream } from '../runtime.ts';

/** How a server is spoken to. */
export interface PeerOptions {
  readonly maxLineBytes: number;
  readonly maxDepth: number;
  /** How long an answer may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** What a server answered: a result, or that it will not. */
export type Answer =
  | { readonly kind: 'result'; readonly result: JsonValue }
  | { readonly kind: 'error'; readonly code: number; readonly message: string };

/** A server that answers questions, one after the other. */
export interface Peer {
  /** Rejects where no answer comes: the server is gone, too slow, or says what cannot be read. */
  ask(method: string, params: JsonObject): Promise<Answer>;
  tell(method: string): void;
}

/** Speaks to a server as a client that can do nothing for it: whatever it asks for is answered with an error. */
export function peerOf(upstream: Upstream, { maxLineBytes, maxDepth, timeoutMs }: PeerOptions): Peer {
  const transport = upstream.connect({ maxLineBytes });
  const waiting = new Map<RequestId, { resolve: (answer: Answer) => void; reject: (error: Error) => void }>();
  let ids = 0;
  let gone: LeashError | null = null;

  const fail = (why: string): void => {
    gone ??= new LeashError('ERR_SCAN_FAILED', why);
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  };
  const settle = (id: RequestId, work: (one: NonNullable<ReturnType<typeof waiting.get>>) => void): void => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (one !== undefined) work(one);
  };
  const send = (line: string): void => {
    transport.send(line);
    transport.flush();
  };

  function onMessage(line: Buffer): void {
    const message = classify(line, { maxDepth });
    if (message.kind === 'request') {
      send(
        message.method === 'ping'
          ? JSON.stringify({ jsonrpc: '2.0', id: message.id, result: {} })
          : errorResponse(message.id, METHOD_NOT_FOUND, 'this client only looks at what is listed'),
      );
    } else if (message.kind === 'malformed') {
      for (const id of message.answers) settle(id, ({ reject }) => reject(unreadable(message.detail)));
    } else if (message.kind === 'response') {
      const { id, body, outcome, fidelity } = message;
      settle(id, ({ resolve, reject }) => {
        if (fidelity.kind === 'lossy' && fidelity.why === 'duplicate-key') reject(unreadable(fidelity.detail));
        else if (outcome === 'result') resolve({ kind: 'result', result: body });
        else resolve(errorOf(body));
      });
    }
  }

  const listener: ServerListener = {
    message: onMessage,
    oversize: ({ bytes }) => fail(`it sent a message of ${bytes} bytes, which is over the limit`),
    // How it ended says more, and comes in a moment.
    ended: () => undefined,
    broken: () => undefined,
    idle: () => undefined,
    failed: (error) => fail(`what it sent cannot be read: ${String(error)}`),
    opened: () => undefined,
    paused: () => undefined,
    exchangeFailed: (id, { reason, error }) =>
      settle(id, ({ resolve, reject }) => {
        if (error !== null) resolve({ kind: 'error', code: error.code, message: printable(error.message, 300) });
        else reject(new LeashError('ERR_SCAN_FAILED', reason));
      }),
    standalone: () => undefined,
  };
  transport.listen(listener);
  transport.resume();
  void upstream.exited.then(({ code, signal, stderr }) => {
    const words = stderr === '' ? '' : `; its last words: ${printable(stderr, 500)}`;
    fail(`it ended (${signal ?? `code ${code ?? 'unknown'}`}) before it answered${words}`);
  });

  return {
    ask(method, params) {
      if (gone !== null) return Promise.reject(gone);
      ids += 1;
      const id = ids;
      return new Promise<Answer>((resolve, reject) => {
        const late = setTimeout(
          () =>
            settle(id, (one) =>
              one.reject(new LeashError('ERR_SCAN_FAILED', `it did not answer \`${method}\` in time`)),
            ),
          timeoutMs,
        );
        waiting.set(id, {
          resolve: (answer) => {
            clearTimeout(late);
            resolve(answer);
          },
          reject: (error) => {
            clearTimeout(late);
            reject(error);
          },
        });
        send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
      });
    },
    tell: (method) => send(JSON.stringify({ jsonrpc: '2.0', method })),
  };
}

/** JSON-RPC 2.0 §5.1. */
const METHOD_NOT_FOUND = -32601;

function errorOf(body: JsonValue): Answer {
  const code = member(body, 'code');
  const message = member(body, 'message');
  return {
    kind: 'error',
    code: typeof code === 'number' ? code : 0,
    message: printable(typeof message === 'string' ? message : 'no reason given', 300),
  };
}

function unreadable(detail: string): LeashError {
  return new LeashError('ERR_SCAN_FAILED', `its answer cannot be read for certain: ${detail}`);
}
