import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { LeashError } from '../errors.ts';
import { GatheredBytes } from '../http/gatheredBytes.ts';
import { SseParser } from '../http/sse.ts';

/** A process that is spoken to through its control socket. */
export interface ControlPeer {
  readonly socket: string;
  readonly token: string;
}

/** What a process answered. */
export interface ControlReply {
  readonly status: number;
  readonly text: string;
}

/** Asks one thing. Throws `ERR_CONTROL_UNREACHABLE` where nobody answers in time. */
export function askControl(
  peer: ControlPeer,
  ask: {
    readonly method: 'GET' | 'POST' | 'DELETE';
    readonly path: string;
    readonly body?: unknown;
    /** Null where none is given. */
    readonly passphrase?: string | null;
  },
): Promise<ControlReply> {
  return new Promise((resolve, reject) => {
    const body = ask.body === undefined ? null : Buffer.from(JSON.stringify(ask.body));
    const fail = (error: Error): void => reject(unreachable(peer, error));
    const sent = send(peer, ask.method, ask.path, body, ask.passphrase ?? null);
    sent.setTimeout(ANSWER_MS, () => sent.destroy(new Error('it does not answer')));
    sent.on('error', fail);
    sent.on('response', (response) => {
      const bytes = new GatheredBytes();
      response.on('error', fail);
      response.on('data', (chunk: Buffer) => {
        bytes.add(chunk);
        if (bytes.length > MAX_ANSWER_BYTES) sent.destroy(new Error('its answer is too long'));
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: bytes.take().toString('utf8') }));
    });
  });
}

/** What a stream tells. */
export interface StreamSink {
  event(type: string, data: string): void;
  /** Told once: the stream is over, however it ended. */
  ended(): void;
}

/** Listens to a stream of events until it is closed, or ends. */
export function listenToControl(peer: ControlPeer, path: string, sink: StreamSink): { close(): void } {
  const parser = new SseParser({ maxEventBytes: MAX_ANSWER_BYTES });
  const parsed = {
    event: ({ type, data }: { readonly type: string; readonly data: Buffer }) =>
      sink.event(type, data.toString('utf8')),
    retry: () => undefined,
    comment: () => undefined,
    oversize: () => undefined,
  };
  let isOver = false;
  const over = (): void => {
    if (isOver) return;
    isOver = true;
    sink.ended();
  };
  const sent = send(peer, 'GET', path, null);
  // The heartbeat comes more often.
  sent.setTimeout(SILENCE_MS, () => sent.destroy());
  sent.on('error', over).on('close', over);
  sent.on('response', (response: IncomingMessage) => {
    response.on('error', over).on('end', over);
    if (response.statusCode === 200) response.on('data', (chunk: Buffer) => parser.push(chunk, parsed));
    else sent.destroy();
  });
  return {
    close() {
      isOver = true;
      sent.destroy();
    },
  };
}

const ANSWER_MS = 5000;
const SILENCE_MS = 40_000;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** A connection for each request: a process may go at any time, and an idle one would only keep it. */
const agent = new Agent({ keepAlive: false });

function send(
  { socket, token }: ControlPeer,
  method: string,
  path: string,
  body: Buffer | null,
  passphrase: string | null = null,
): ClientRequest {
  const sent = request({
    agent,
    socketPath: socket,
    method,
    path,
    headers: {
      Host: 'localhost',
      Authorization: `Bearer ${token}`,
      ...(passphrase === null ? {} : { 'Leash-Passphrase': encodeURIComponent(passphrase.toWellFormed()) }),
      ...(body === null ? {} : { 'Content-Type': 'application/json', 'Content-Length': body.length }),
    },
  });
  sent.end(body ?? undefined);
  return sent;
}

function unreachable({ socket }: ControlPeer, cause: Error): LeashError {
  return new LeashError('ERR_CONTROL_UNREACHABLE', `nobody answers at \`${socket}\`: ${cause.message}`, { cause });
}
