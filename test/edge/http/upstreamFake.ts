import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { UpstreamCredentials } from '../../../src/edge/http/credentials.ts';
import type { HttpServerTransport } from '../../../src/edge/http/upstreamTransport.ts';
import { openHttpUpstream, type HttpUpstream, type HttpUpstreamOptions } from '../../../src/edge/http/upstream.ts';
import type { ServerListener } from '../../../src/edge/transport.ts';
import { ToolHeaders } from '../../../src/http/toolHeaders.ts';
import type { AnswerHead, ExchangeFailure, Origin } from '../../../src/jsonrpc/exchange.ts';
import type { RequestId } from '../../../src/jsonrpc/message.ts';

/** A request as a server saw it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The message in the body; an empty one where there is none. */
  readonly message: { readonly id?: RequestId; readonly method?: string };
}

export type Answer = (request: Seen, response: ServerResponse) => void;

export interface Fake {
  readonly url: URL;
  readonly seen: Seen[];
  /** Resolves once it has seen so many requests, of those that this is true of. */
  readonly saw: (count: number, of?: (request: Seen) => boolean) => Promise<void>;
  /** Connections that clients have opened. */
  readonly connections: () => number;
}

/** A server on loopback for one test. */
export async function serve(answer: Answer): Promise<Fake> {
  const seen: Seen[] = [];
  const changed = new Signal();
  let connections = 0;
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const { method = '', url: path = '', headers } = request;
      const one: Seen = {
        method,
        path,
        headers,
        body,
        message: body === '' ? {} : (JSON.parse(body) as Seen['message']),
      };
      seen.push(one);
      changed.tell();
      answer(one, response);
    });
  });
  server.on('connection', () => {
    connections += 1;
  });
  const url = new URL(`http://127.0.0.1:${await listening(server)}/mcp`);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const saw = (count: number, of: (request: Seen) => boolean = () => true): Promise<void> =>
    changed.until(() => seen.filter(of).length >= count);
  return { url, seen, saw, connections: () => connections };
}

/** A server that answers each request with bytes of its own. */
export async function serveBytes(answer: (socket: Socket, chunk: Buffer) => void): Promise<URL> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => answer(socket, chunk));
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return new URL(`http://127.0.0.1:${await listening(server)}/mcp`);
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** Wakes whoever waits for something to become true. */
class Signal {
  #waiting: (() => void)[] = [];

  tell(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

/** What a transport told, in order. */
type Told =
  | { readonly told: 'message'; readonly text: string; readonly origin: Origin }
  | { readonly told: 'oversize'; readonly id: RequestId | null; readonly origin: Origin }
  | { readonly told: 'opened'; readonly id: RequestId; readonly head: AnswerHead }
  | { readonly told: 'paused'; readonly id: RequestId; readonly retryMs: number | null }
  | { readonly told: 'failed'; readonly id: RequestId; readonly failure: ExchangeFailure }
  | { readonly told: 'standalone'; readonly status: number }
  | { readonly told: 'ended' | 'idle' | 'broken' | 'error' };

/** Whoever listens to a transport. */
class Recorder implements ServerListener {
  readonly all: Told[] = [];
  readonly #changed = new Signal();

  /** What was told, without when all had been taken. */
  get told(): Told[] {
    return this.all.filter(({ told }) => told !== 'idle');
  }

  get messages(): string[] {
    return this.all.flatMap((one) => (one.told === 'message' ? [one.text] : []));
  }

  get failures(): ExchangeFailure[] {
    return this.all.flatMap((one) => (one.told === 'failed' ? [one.failure] : []));
  }

  until(isTrue: (recorder: this) => boolean): Promise<void> {
    return this.#changed.until(() => isTrue(this));
  }

  /** Resolves once so many requests have an answer or a failure. */
  settled(count: number): Promise<void> {
    const settles = (one: Told): boolean =>
      one.told === 'failed' || (one.told === 'message' && !one.text.includes('"method"'));
    return this.until(() => this.all.filter(settles).length >= count);
  }

  message(line: Buffer, origin: Origin): void {
    this.#add({ told: 'message', text: line.toString('utf8'), origin });
  }
  oversize({ id }: { readonly id: RequestId | null }, origin: Origin): void {
    this.#add({ told: 'oversize', id, origin });
  }
  opened(id: RequestId, head: AnswerHead): void {
    this.#add({ told: 'opened', id, head });
  }
  paused(id: RequestId, retryMs: number | null): void {
    this.#add({ told: 'paused', id, retryMs });
  }
  exchangeFailed(id: RequestId, failure: ExchangeFailure): void {
    this.#add({ told: 'failed', id, failure });
  }
  standalone(status: number): void {
    this.#add({ told: 'standalone', status });
  }
  ended(): void {
    this.#add({ told: 'ended' });
  }
  idle(): void {
    this.#add({ told: 'idle' });
  }
  broken(): void {
    this.#add({ told: 'broken' });
  }
  failed(): void {
    this.#add({ told: 'error' });
  }

  #add(one: Told): void {
    this.all.push(one);
    this.#changed.tell();
  }
}

export interface Opened {
  readonly upstream: HttpUpstream;
  readonly transport: HttpServerTransport;
  readonly recorder: Recorder;
  readonly warnings: string[];
  /** Sends messages in one turn. */
  readonly say: (...messages: readonly (object | string)[]) => void;
}

export const NO_CREDENTIALS: UpstreamCredentials = {
  headers: () => Promise.resolve({}),
  rejected: () => Promise.resolve({ give_up: 'there is no credential' }),
};

/** An upstream for one test, read from at once. */
export function open(url: URL, options: Partial<HttpUpstreamOptions> = {}): Opened {
  const warnings: string[] = [];
  const upstream = openHttpUpstream({
    url,
    credentials: NO_CREDENTIALS,
    maxMessageBytes: 64 * 1024,
    maxExchanges: 100,
    diagnostics: { warn: (message) => warnings.push(message) },
    version: '1.2.3',
    tools: new ToolHeaders(),
    paramHeadersOf: () => [],
    ...options,
  });
  onTestFinished(() => upstream.kill());
  const { transport } = upstream;
  const recorder = new Recorder();
  transport.listen(recorder);
  transport.resume();
  return {
    upstream,
    transport,
    recorder,
    warnings,
    say(...messages) {
      for (const message of messages) transport.send(typeof message === 'string' ? message : JSON.stringify(message));
      transport.flush();
    },
  };
}

export function request(id: RequestId, method = 'tools/list', params?: object): object {
  return { jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) };
}

export function modern(id: RequestId, method = 'tools/list', params: object = {}): object {
  return request(id, method, { ...params, _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } });
}

export const INITIALIZE = request(0, 'initialize', { protocolVersion: '2025-11-25', capabilities: {} });
export const INITIALIZED = { jsonrpc: '2.0', method: 'notifications/initialized' };

export function result(id: RequestId | undefined, value: object = {}): string {
  return JSON.stringify({ jsonrpc: '2.0', id, result: value });
}

/** Answers with one JSON body. */
export function json(response: ServerResponse, body: string, status = 200, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}

/** Begins a stream of events. */
export function stream(response: ServerResponse, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
  response.flushHeaders();
}

export function event(data: string, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}data: ${data}\n\n`;
}

/** A server of the legacy era that opens sessions, and leaves all but that to the test. */
export function legacy(answer: Answer, options: { readonly sessionId?: () => string } = {}): Answer {
  return (seen, response) => {
    if (seen.message.method === 'initialize') {
      const id = options.sessionId?.();
      const headers = id === undefined ? {} : { 'mcp-session-id': id };
      json(response, result(seen.message.id, { protocolVersion: '2025-11-25', capabilities: {} }), 200, headers);
    } else if (seen.message.method === 'notifications/initialized') response.writeHead(202).end();
    else answer(seen, response);
  };
}
