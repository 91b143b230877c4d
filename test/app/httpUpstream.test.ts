import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { httpUpstreams } from '../../src/app/httpUpstream.ts';
import { openDiagnostics } from '../../src/edge/diagnostics.ts';
import type { ServerListener } from '../../src/edge/transport.ts';
import { ToolHeaders } from '../../src/http/toolHeaders.ts';
import { tempHome } from '../support/tempHome.ts';

const ignore = (): void => undefined;

/** A server that answers what it is asked with the headers that came. */
async function echoing(): Promise<URL> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { id } = JSON.parse(Buffer.concat(chunks).toString() || '{}') as { id?: number };
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ jsonrpc: '2.0', id, result: { headers: request.headers } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`);
}

async function upstreams(url: URL, headers: readonly string[] = []) {
  const options = { kind: 'url', url, headers, bearer: null, oauth: null } as const;
  return httpUpstreams({
    target: options,
    home: tempHome(),
    diagnostics: openDiagnostics(new PassThrough()),
    version: '9.9.9',
    tools: new ToolHeaders(),
  });
}

/** The first message that comes. */
function listening(): { readonly listener: ServerListener; readonly first: Promise<string> } {
  let tell: (line: string) => void = ignore;
  const first = new Promise<string>((resolve) => (tell = resolve));
  const listener: ServerListener = {
    message: (line) => tell(line.toString()),
    oversize: ignore,
    ended: ignore,
    broken: ignore,
    idle: ignore,
    failed: ignore,
    opened: ignore,
    paused: ignore,
    exchangeFailed: (_id, { reason }) => tell(reason),
    standalone: ignore,
  };
  return { listener, first };
}

describe('httpUpstreams', () => {
  it('connects as often as it is asked to, each a session of its own under one credential', async () => {
    const connect = await upstreams(await echoing(), ['X-Team=red']);
    for (const id of [1, 2]) {
      const upstream = await connect();
      const transport = upstream.connect({ maxLineBytes: 10_000 });
      const { listener, first } = listening();
      transport.listen(listener);
      transport.resume();
      transport.send(JSON.stringify({ jsonrpc: '2.0', id, method: 'ping' }));
      transport.flush();
      expect(JSON.parse(await first)).toMatchObject({ id, result: { headers: { 'x-team': 'red' } } });
      upstream.shutdown();
      expect(await upstream.exited).toMatchObject({ code: 0, signal: null });
      await upstream.gone;
    }
  });

  it.each(['shutdown', 'kill'] as const)('ends by %s though nothing was ever connected', async (how) => {
    const upstream = await (await upstreams(new URL('http://127.0.0.1:9/mcp')))();
    upstream[how]();
    expect(await upstream.exited).toMatchObject({ signal: null });
    await upstream.gone;
  });

  it('throws where a header or a credential cannot be had', async () => {
    await expect(upstreams(new URL('http://127.0.0.1:9/mcp'), ['Mcp-Session-Id=x'])).rejects.toMatchObject({
      code: 'ERR_USAGE',
    });
    await expect(upstreams(new URL('http://mcp.example.com/'), ['X-Team=red'])).rejects.toThrow(/use https/);
  });
});
