import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ToolHeaders } from '../../http/toolHeaders.ts';
import { LeashError } from '../../errors.ts';
import type { Diagnostics } from '../diagnostics.ts';
import { Admission } from './admission.ts';
import { refuseBroken } from './brokenRequest.ts';
import { Connections } from './connections.ts';
import type { Authenticator, HttpHandler } from './exchange.ts';
import type { HttpLimits } from './httpLimits.ts';
import { refuse } from './refuse.ts';
import { Reply } from './reply.ts';

interface HttpListenerOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** The one path where MCP is spoken. */
  readonly path: string;
  /** Names, with or without a port, that a request may give as its `Host`; the one of `publicUrl` besides. */
  readonly allowedHosts: readonly string[];
  readonly authenticator: Authenticator;
  readonly handler: HttpHandler;
  readonly limits: HttpLimits;
  /** What the tools want in headers, learnt from the lists that pass. */
  readonly tools: Pick<ToolHeaders, 'mismatch'>;
  readonly diagnostics: Pick<Diagnostics, 'warn'>;
  /** Where clients reach it, if not where it listens. */
  readonly publicUrl: URL | null;
}

/** A listener that is open. */
export interface HttpListener {
  /** Where it listens, path included. */
  readonly url: string;
  readonly port: number;
  /**
   * Takes nothing more. Once `settled`, or after a while, it ends what streams and refuses whoever still waits, and after
   * another while it cuts what is left.
   */
  close(settled?: Promise<unknown>): Promise<void>;
}

/** How often Node looks for requests whose headers are late. */
const CHECK_MS = 1000;

/** A peer that is silent for so long is asked by the kernel whether it is there. */
const PROBE_MS = 30_000;

/**
 * Opens the HTTP listener. It is Node's own server with Node's strict parser: a framework would only stand between the
 * bytes that come and the judge of them. Rejects with `ERR_USAGE` where it cannot listen.
 */
export async function openHttpListener(options: HttpListenerOptions): Promise<HttpListener> {
  const { limits, publicUrl } = options;
  const connections = new Connections();
  const allowedHosts = [...options.allowedHosts, ...(publicUrl === null ? [] : [publicUrl.host])];
  const admission = new Admission({ ...options, allowedHosts });
  let isClosing = false;

  const take = (request: IncomingMessage, response: ServerResponse, begin: () => void): void => {
    const reply = new Reply(request, response);
    const { socket } = request;
    request.on('error', () => undefined);
    connections.began(socket, reply);
    response.on('finish', () => connections.finished(socket, reply));
    if (isClosing) refuse(reply, 'shutting-down', { headers: { Connection: 'close' } });
    else if (connections.open > limits.maxConcurrentRequests) refuse(reply, 'too-many-calls');
    else void admission.admit(request, reply, begin);
  };

  const server = serverWith(limits);
  server.on('connection', (socket: Duplex) => connections.opened(socket));
  server.on('request', (request, response) => take(request, response, () => undefined));
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    take(request, response, () => response.writeContinue()),
  );
  // RFC 9110 §10.1.1: an expectation that nobody knows may be ignored.
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) =>
    take(request, response, () => undefined),
  );
  // Told of a connection on which nothing moves. One that waits for an answer is no fault of its own.
  server.setTimeout(limits.stallTimeoutMs, (socket) => {
    const waiting = connections.waiting(socket);
    if (waiting.length === 0 || waiting.some(({ queued }) => queued > 0)) socket.destroy();
  });
  server.on('clientError', (error: Error, socket) => {
    const [first, ...others] = connections.waiting(socket);
    // A request that has been read whole may be running: its sender is not told that it was refused.
    const mayAnswer = others.length === 0 && (first === undefined || (first.isFresh && !first.isRead));
    refuseBroken(error, socket, mayAnswer);
  });

  const { port } = await listening(server, options);
  return {
    url: `http://${isIPv6(options.host) ? `[${options.host}]` : options.host}:${port}${options.path}`,
    port,
    async close(settled = Promise.resolve()) {
      isClosing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      // INVARIANT: a call that may be running is answered by who runs it, and not told that it was refused.
      await inTime(limits.settleMs, settled);
      for (const reply of connections.all()) {
        if (reply.isFresh) refuse(reply, 'shutting-down', { headers: { Connection: 'close' } });
        else reply.close();
      }
      server.closeIdleConnections();
      const cut = setTimeout(() => connections.destroy(), limits.closeGraceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

function serverWith(limits: HttpLimits): Server {
  const server = createServer({
    insecureHTTPParser: false,
    requireHostHeader: true,
    maxHeaderSize: limits.maxHeaderBytes,
    headersTimeout: limits.headersTimeoutMs,
    // A body has a limit of its own; this one is for bodies that nobody reads.
    requestTimeout: limits.headersTimeoutMs + limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(CHECK_MS, limits.headersTimeoutMs),
    keepAlive: true,
    keepAliveInitialDelay: PROBE_MS,
  });
  server.maxConnections = limits.maxConnections;
  // Bounded by their bytes. Node drops headers above this number without a word, and so would we our checks of them.
  server.maxHeadersCount = 0;
  return server;
}

/** Waits for work, but no longer than this. */
async function inTime(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}

function listening(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new LeashError('ERR_USAGE', `cannot listen on ${host}:${port}: ${cause.message}`, { cause })),
    );
    server.listen({ host, port }, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new LeashError('ERR_USAGE', 'not a TCP listener'));
      else resolve(address);
    });
  });
}
