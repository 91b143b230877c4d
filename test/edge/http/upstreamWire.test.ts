import type { IncomingMessage } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Wire, faultText, type WireFault, type WireTimes } from '../../../src/edge/http/upstreamWire.ts';
import { open, request, result, serve, serveBytes } from './upstreamFake.ts';

afterEach(() => {
  vi.useRealTimers();
});

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}';

interface Outcome {
  readonly response?: IncomingMessage;
  readonly fault?: WireFault;
  readonly sent: boolean;
}

function wire(url: URL, times: Partial<WireTimes> = {}): Wire {
  const opened = new Wire(url, times);
  onTestFinished(() => opened.close());
  return opened;
}

function post(by: Wire, url: URL, body = Buffer.from('{}')): Promise<Outcome> {
  return new Promise((resolve) => {
    let sent = false;
    by.start(
      { method: 'POST', url, headers: {}, body },
      {
        sent: () => {
          sent = true;
        },
        response: (response) => {
          response.resume().once('close', () => resolve({ response, sent }));
        },
        failed: (fault) => resolve({ fault, sent }),
      },
    );
  });
}

describe('a connection to a server', () => {
  it('is used again, and given up before a server would', async () => {
    const sockets: Socket[] = [];
    const url = await serveBytes((socket) => {
      sockets.push(socket);
      socket.write(OK);
    });
    const connections = wire(url, { idleMs: 100 });
    await post(connections, url);
    await post(connections, url);
    expect(new Set(sockets).size).toBe(1);
    await new Promise((resolve) => sockets[0]?.once('close', resolve));
    await post(connections, url);
    expect(new Set(sockets).size).toBe(2);
  });

  it('is not used again once the server has closed it, however late that is noticed', async () => {
    const server = await serve((seen, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(result(seen.message.id), () => response.socket?.end());
    });
    const { recorder, say } = open(server.url);
    for (let id = 1; id <= 20; id += 1) {
      say(request(id));
      await recorder.settled(id);
    }
    expect(recorder.failures).toEqual([]);
    expect(server.seen).toHaveLength(20);
  });

  it('fails where it cannot be made in time', async () => {
    // A listener that accepts nobody: its queue is full after one.
    const server = createServer();
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 });
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    server.on('connection', (socket) => {
      socket.on('error', () => undefined);
      onTestFinished(() => void socket.destroy());
    });
    // TCP is there, and TLS never comes.
    const { fault } = await post(wire(url, { connectMs: 50 }), url);
    expect(fault).toEqual({ text: 'no connection within 0.05 s', sent: false });
  });

  it('fails where the server takes nothing of a request, and has not sent it', async () => {
    const url = await serveBytes((socket) => socket.pause());
    const { fault } = await post(wire(url, { stallMs: 50 }), url, Buffer.alloc(32 * 1024 * 1024));
    expect(fault).toEqual({ text: 'the server took no byte of the request for 0.05 s', sent: false });
  });

  it('takes its time where the server takes a request slowly', async () => {
    let taken = 0;
    const url = await serveBytes((socket, chunk) => {
      taken += chunk.length;
      socket.pause();
      setTimeout(() => socket.resume(), 2);
      if (taken > 16 * 1024 * 1024) socket.write(OK);
    });
    // Slower in all than it may be in between.
    const { response, sent } = await post(wire(url, { stallMs: 100 }), url, Buffer.alloc(16 * 1024 * 1024));
    expect(response?.statusCode).toBe(200);
    expect(sent).toBe(true);
  });

  it('that breaks off tells whether the whole request had left', async () => {
    const url = await serveBytes((socket) => socket.resetAndDestroy());
    expect((await post(wire(url), url)).fault).toEqual({ text: 'the connection broke off (ECONNRESET)', sent: true });
    const large = (await post(wire(url), url, Buffer.alloc(32 * 1024 * 1024))).fault;
    expect(large?.sent).toBe(false);
  });

  it('says that it sends nothing any more once all are closed', async () => {
    const url = await serveBytes(() => undefined);
    const connections = wire(url);
    const waiting = post(connections, url);
    await new Promise<void>((resolve) => setImmediate(resolve));
    connections.close();
    expect((await waiting).fault?.text).toBe('Leash closed the connection');
    await expect(post(connections, url)).rejects.toThrow('its connections are closed');
  });
});

describe('what went wrong', () => {
  it.each([
    ['ENOTFOUND', /there is no such host \(ENOTFOUND\)/],
    ['CERT_HAS_EXPIRED', /certificate has expired/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /NODE_EXTRA_CA_CERTS/],
    ['HPE_INVALID_CHUNK_SIZE', /no HTTP \(HPE_INVALID_CHUNK_SIZE\)/],
    ['HPE_\u001b[2J', /no HTTP \(HPE_\\x1b\[2J\)/],
    ['EWHATEVER', /^some \\x1b\[31mtext$/],
  ])('is said in words: %s', (code, text) => {
    expect(faultText(Object.assign(new Error('some \u001b[31mtext'), { code }))).toMatch(text);
  });

  it('is unknown where nothing is known', () => {
    expect([faultText(undefined), faultText('x'), faultText(new Error(''))]).toEqual(['unknown', 'unknown', 'unknown']);
  });
});
