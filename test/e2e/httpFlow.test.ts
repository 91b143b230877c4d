import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { connect as openSocket, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { residentMiB } from '../app/processes.ts';
import { MODERN_HEADERS, modernEchoCall, openSession } from './httpCalls.ts';
import { startHttpProxy, type HttpProxy } from './httpListener.ts';
import { rawRequest } from './rawHttp.ts';
import { fixture, temporaryHome } from './support.ts';

const MIB = 1024 * 1024;
const COUNT = 20_000;
const SIZE = 10_000;
const ARGS = { count: COUNT, bytes: SIZE };
/** Far from 200 MB more than the program has at rest. */
const MOST_MIB = 200;

let home: ReturnType<typeof temporaryHome>;
let proxy: HttpProxy;

beforeEach(() => {
  home = temporaryHome();
});
afterEach(async () => {
  await proxy.stop();
  home.remove();
});

/** A server over HTTP that answers a call with 200 MB of notes, as fast as they are taken, and then its result. */
async function floodingServer() {
  const written = { notes: 0 };
  const note = JSON.stringify({
    jsonrpc: '2.0',
    method: 'notifications/message',
    params: { level: 'info', data: 'x'.repeat(SIZE) },
  });
  const flood = (response: ServerResponse, id: unknown): void => {
    let hasRoom = true;
    while (hasRoom && written.notes < COUNT) {
      written.notes += 1;
      hasRoom = response.write(`data: ${note}\n\n`);
    }
    if (!hasRoom) response.once('drain', () => flood(response, id));
    else response.end(`data: ${JSON.stringify({ jsonrpc: '2.0', id, result: { content: [] } })}\n\n`);
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method !== 'POST') return void response.writeHead(405).end();
      const { id, method } = JSON.parse(Buffer.concat(chunks).toString()) as { id?: unknown; method: string };
      if (id === undefined) return void response.writeHead(202).end();
      if (method === 'tools/call') {
        flood(response.writeHead(200, { 'Content-Type': 'text/event-stream' }), id);
        return;
      }
      const result = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 'f', version: '1' } };
      response.setHeader('Mcp-Session-Id', 'one').writeHead(200, { 'Content-Type': 'application/json' });
      return void response.end(JSON.stringify({ jsonrpc: '2.0', id, result }));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`),
    written,
    close: () => server.closeAllConnections(),
  };
}

/** Reads an answer: first nothing for as long as `wait` lasts, then all of it. Gives what came, in bytes, and its end. */
async function readSlowly(request: Buffer, wait: () => Promise<void>): Promise<{ bytes: number; end: string }> {
  const socket = openSocket(proxy.port, '127.0.0.1');
  const closed = once(socket, 'close');
  socket.pause();
  socket.write(request);
  await wait();
  let bytes = 0;
  let end = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    bytes += chunk.length;
    end = (end + chunk).slice(-1000);
  });
  socket.resume();
  await closed;
  return { bytes, end };
}

/** How much a process has read from files and pipes. */
function bytesRead(pid: number): number {
  return Number(/^rchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
}

/** Watches the memory of the proxy while some work is done. */
async function peakMiB(work: Promise<unknown>): Promise<number> {
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, residentMiB(proxy.pid))), 15);
  await work.finally(() => clearInterval(timer));
  return peak;
}

/** Resolves once a number has stayed the same for half a second. */
async function standsStill(read: () => number): Promise<void> {
  let last = NaN;
  await expect
    .poll(
      () => {
        const before = last;
        last = read();
        return last > 0 && last === before;
      },
      { interval: 500, timeout: 30_000 },
    )
    .toBe(true);
}

const CALL = { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'any', arguments: ARGS } };

describe('200 MB for a client that does not read', () => {
  it('wait at a server over HTTP, flow when it reads, and never fill the memory', async () => {
    const server = await floodingServer();
    const options = ['--policy', 'builtin:allow-all', '--durability', 'process'];
    proxy = await startHttpProxy({ home: home.path, server: server.url, options });
    const session = await openSession(proxy.port);
    const body = JSON.stringify(CALL);
    const waited = { notes: 0 };
    const reading = readSlowly(rawRequest({ headers: session, body }), async () => {
      await standsStill(() => server.written.notes);
      waited.notes = server.written.notes;
    });
    const peak = await peakMiB(reading);
    const { bytes, end } = await reading;
    server.close();
    expect(waited.notes * SIZE).toBeLessThan(20 * MIB);
    expect(peak).toBeLessThan(MOST_MIB);
    expect(bytes).toBeGreaterThan(COUNT * SIZE);
    expect(end).toContain('"id":7,"result"');
  });

  it.each([
    ['legacy', (port: number) => openSession(port), JSON.stringify(CALL)],
    [
      'modern',
      () => Promise.resolve(MODERN_HEADERS),
      modernEchoCall('x').replace('"arguments":{"text":"x"}', `"arguments":${JSON.stringify(ARGS)}`),
    ],
  ])('come from a child in bounded memory, all of them (%s era)', async (_era, headersFor, body) => {
    const options = ['--policy', 'builtin:allow-all', '--durability', 'process'];
    proxy = await startHttpProxy({ home: home.path, server: fixture('floods.mjs'), options });
    const headers = { ...(await headersFor(proxy.port)) };
    const before = bytesRead(proxy.pid);
    const waited = { bytes: 0 };
    const reading = readSlowly(rawRequest({ headers, body }), async () => {
      // What an idle process reads is a few bytes now and then.
      await standsStill(() => Math.round(bytesRead(proxy.pid) / SIZE));
      waited.bytes = bytesRead(proxy.pid) - before;
    });
    const peak = await peakMiB(reading);
    const { bytes, end } = await reading;
    expect(waited.bytes).toBeLessThan(20 * MIB);
    expect(peak).toBeLessThan(MOST_MIB);
    expect(bytes).toBeGreaterThan(COUNT * SIZE);
    expect(end).toMatch(/"id":7,"result"|"result":.*"id":7/);
  });
});
