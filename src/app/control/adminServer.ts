import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** An HTTP server for connections that others have accepted: `server.emit('connection', socket)`. */
export function adminServer(answer: (message: IncomingMessage, response: ServerResponse) => void): Server {
  const waiting = new Map<Socket, number>();
  const change = (socket: Socket, by: number): void => {
    const count = (waiting.get(socket) ?? 0) + by;
    if (count > 0) waiting.set(socket, count);
    else waiting.delete(socket);
  };
  const take = (message: IncomingMessage, response: ServerResponse): void => {
    const { socket } = message;
    change(socket, 1);
    response.once('close', () => change(socket, -1));
    answer(message, response);
  };
  const server = createServer({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 30_000,
    connectionsCheckingInterval: 1000,
    maxHeaderSize: 16 * 1024,
    requireHostHeader: true,
  });
  server.on('request', take).on('checkContinue', take);
  // Who waits for an answer may be silent; who does not take one, or has nothing to say, is cut.
  server.setTimeout(STALL_MS, (socket) => {
    if (socket.writableLength > 0 || !waiting.has(socket)) socket.destroy();
  });
  // Node watches the time limits of a server's requests from the moment it listens.
  server.emit('listening');
  return server;
}

const STALL_MS = 60_000;
