import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import { openControlSocket, type OpenedSocket } from '../../edge/controlSocket.ts';
import { LeashError } from '../../errors.ts';
import { hostCheck, loopbackHosts } from '../../http/allowedHosts.ts';
import type { Engine } from '../engine.ts';
import type { Control } from './control.ts';
import type { ControlHost } from './host.ts';
import { openMeter } from './meter.ts';
import type { LiveProxy } from './proxyInfo.ts';

/** Where the API is served besides the socket. */
export interface AdminListen {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Names besides those of loopback that a request may give as its `Host`. */
  readonly allowHosts: readonly string[];
}

/** What the API asks of whoever took a connection. */
export interface Door {
  /** Whether the request came by a name of ours, from no foreign page. */
  place(message: IncomingMessage): 'ok' | 'bad-host' | 'bad-origin';
  whence(message: IncomingMessage): { readonly address: string; readonly isSocket: boolean };
  /** Calls back when the process ends; returns what forgets that. */
  onClosing(listener: () => void): () => void;
}

/** Answers the requests that come through a door. */
export type AdminHandler = (door: Door) => (message: IncomingMessage, response: ServerResponse) => void;

export interface ControlHostOptions {
  /** Loads what answers: with the first connection, since few processes are ever asked. */
  readonly load: () => Promise<(control: Control) => AdminHandler>;
  /** Null for the socket alone. */
  readonly listen: AdminListen | null;
  /** What a person should know. */
  readonly warn: (message: string) => void;
  /** Told where it listens, once it does. */
  readonly listening?: (url: string) => void;
}

/** Opens the admin API of a process: on its control socket, and over TCP where that is asked for. */
export function controlHost(options: ControlHostOptions): ControlHost {
  return { open: (engine, proxy) => openHost(options, engine, proxy) };
}

async function openHost(
  { load, listen, warn, listening }: ControlHostOptions,
  engine: Engine,
  proxy: LiveProxy,
): Promise<{ close(): Promise<void> }> {
  const meter = openMeter(engine.feed);
  const sockets = new Set<Socket>();
  const local = new WeakSet<Socket>();
  const closing = new Set<() => void>();
  let opened: OpenedSocket | null = null;
  let tcp: NetServer | null = null;
  const running = new Set<ServerResponse>();
  let isClosing = false;
  let server: Promise<Server> | null = null;

  const door: Door = {
    place: placeCheck(listen, local),
    whence: ({ socket }) => {
      const isSocket = local.has(socket);
      return { address: isSocket ? 'socket' : (socket.remoteAddress ?? 'unknown'), isSocket };
    },
    onClosing(listener) {
      closing.add(listener);
      return () => closing.delete(listener);
    },
  };

  const make = async (): Promise<Server> => {
    const [{ adminToken }, { adminServer }, { controlOf }, handler] = await Promise.all([
      import('../../edge/adminToken.ts'),
      import('./adminServer.ts'),
      import('./control.ts'),
      load(),
    ]);
    const token = await adminToken(engine.home);
    const control = controlOf({ engine, proxy, meter, token, self: () => opened?.place.id ?? null });
    const answer = handler(control)(door);
    return adminServer((message, response) => {
      running.add(response);
      response.once('close', () => running.delete(response));
      if (isClosing) response.writeHead(503, { Connection: 'close' }).end();
      else answer(message, response);
    });
  };

  const take = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    server ??= make();
    server.then(
      (http) => http.emit('connection', socket),
      (error: unknown) => {
        // The next one tries again.
        server = null;
        warn(`nobody can be let in to the admin API: ${error instanceof Error ? error.message : String(error)}`);
        socket.destroy();
      },
    );
  };

  opened = await openControlSocket(engine.home, (socket) => {
    local.add(socket);
    take(socket);
  });
  if (listen !== null) {
    try {
      // Whoever asks for this is about to use it, and looks for the token.
      server = make();
      await server.catch((error: unknown) => {
        server = null;
        throw error;
      });
      tcp = await listeningOn(listen, take);
      listening?.(urlOf(listen, tcp));
    } catch (error) {
      if (proxy.info.kind === 'server') {
        await opened.close();
        throw error;
      }
      // Two proxies with the same settings: the second one can still be steered through its socket.
      warn(error instanceof Error ? error.message : String(error));
    }
  }

  return {
    async close() {
      isClosing = true;
      meter.close();
      tcp?.close();
      await opened.close();
      // To cut a connection on which the next request is on its way takes the last answer away as well.
      for (const response of running) if (!response.headersSent) response.setHeader('Connection', 'close');
      await settled(() => sockets.size === 0, LAST_MS);
      for (const listener of [...closing]) listener();
      await settled(() => running.size === 0, SETTLE_MS);
      for (const socket of sockets) socket.destroy();
      (await server?.catch(() => null))?.close();
    },
  };
}

/** A page in a browser reaches TCP, and never a socket. */
function placeCheck(listen: AdminListen | null, local: WeakSet<Socket>): Door['place'] {
  const named =
    listen === null ? [] : [...listen.allowHosts, listen.host.includes(':') ? `[${listen.host}]` : listen.host];
  const check = hostCheck({ allowed: [...loopbackHosts(), ...named] });
  return ({ socket, rawHeaders, headers }) => {
    if (local.has(socket)) return 'ok';
    const hosts = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host');
    const origin = headers.origin ?? null;
    for (const host of hosts.length === 0 ? [null] : hosts) {
      const verdict = check({ host, origin });
      if (verdict !== 'ok') return verdict;
    }
    return 'ok';
  };
}

const MAX_CONNECTIONS = 512;

function listeningOn({ host, port }: AdminListen, take: (socket: Socket) => void): Promise<NetServer> {
  return new Promise((resolve, reject) => {
    const server = createServer({ noDelay: true }, take);
    server.maxConnections = MAX_CONNECTIONS;
    server.once('error', (cause) =>
      reject(
        new LeashError('ERR_USAGE', `the admin API cannot listen on ${host}:${port}: ${cause.message}`, { cause }),
      ),
    );
    server.listen({ host, port }, () => resolve(server));
  });
}

function urlOf({ host }: AdminListen, tcp: NetServer): string {
  const address = tcp.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Waits until something is so, but not for long. */
async function settled(isSo: () => boolean, forMs: number): Promise<void> {
  const end = performance.now() + forMs;
  while (!isSo() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** For what is being decided; whoever asks in that time hears that the process ends. */
const LAST_MS = 200;
/** For those who are told that nothing comes any more. */
const SETTLE_MS = 2000;
