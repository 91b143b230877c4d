import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { boundedFetch, type FetchBounds } from '../../../src/edge/http/boundedFetch.ts';
import { loopbackServer, sendJson } from './loopbackServer.ts';

function fetching(bounds: Partial<FetchBounds> = {}) {
  return boundedFetch({ mayReach: () => true, maxBytes: 1000, timeoutMs: 5000, ...bounds });
}

describe('boundedFetch', () => {
  it('gives status, headers and body as they came', async () => {
    const { origin, asked } = await loopbackServer((_, response) => sendJson(response, { a: 1 }, 418));
    const response = await fetching()(`${origin}/x`, { method: 'POST', body: 'given', headers: { 'x-a': 'b' } });
    expect([response.status, response.headers.get('content-type')]).toEqual([418, 'application/json']);
    expect(await response.json()).toEqual({ a: 1 });
    expect(asked).toMatchObject([{ method: 'POST', path: '/x', body: 'given', headers: { 'x-a': 'b' } }]);
  });

  it.each([204, 304])('gives a %s, which has no body', async (status) => {
    const { origin } = await loopbackServer((_, response) => response.writeHead(status).end());
    expect((await fetching()(origin)).status).toBe(status);
  });

  it('asks nobody whom it may not reach', async () => {
    const { origin, asked } = await loopbackServer((_, response) => sendJson(response, {}));
    await expect(fetching({ mayReach: (url) => url.protocol === 'https:' })(origin)).rejects.toThrow(/only https is/);
    expect(asked).toEqual([]);
  });

  it('follows nobody elsewhere', async () => {
    const there = await loopbackServer((_, response) => sendJson(response, {}));
    const { origin } = await loopbackServer((_, response) =>
      response.writeHead(302, { location: `${there.origin}/stolen` }).end(),
    );
    expect((await fetching()(origin, { headers: { authorization: 'Bearer secret' } })).status).toBe(302);
    expect(there.asked).toEqual([]);
  });

  it.each([
    ['a byte more than it may be', Buffer.alloc(1001), {}],
    ['small, and large once it is unpacked', gzipSync(Buffer.alloc(1_000_000)), { 'content-encoding': 'gzip' }],
  ])('refuses a body that is %s', async (_, body, headers) => {
    const { origin } = await loopbackServer((_asked, response) => response.writeHead(200, headers).end(body));
    await expect(fetching()(origin)).rejects.toThrow(`${origin} answered with more than 1000 bytes`);
  });

  it('takes a body that is as long as it may be', async () => {
    const { origin } = await loopbackServer((_, response) => response.end(Buffer.alloc(1000)));
    expect((await (await fetching()(origin)).arrayBuffer()).byteLength).toBe(1000);
  });

  it('refuses a body without end', async () => {
    const { origin } = await loopbackServer((_, response) => {
      const timer = setInterval(() => response.write('x'.repeat(200)), 1);
      response.on('close', () => clearInterval(timer));
    });
    await expect(fetching()(origin)).rejects.toThrow('more than 1000 bytes');
  });

  it.each([
    ['head', () => undefined],
    ['rest', (response: { write: (text: string) => void }) => response.write('{')],
  ])('does not wait for ever for the %s of an answer', async (_, answer) => {
    const { origin } = await loopbackServer((_asked, response) => answer(response));
    await expect(fetching({ timeoutMs: 50 })(origin)).rejects.toThrow(`${origin} did not answer within 0.05 s`);
  });

  it('fails with a TypeError that says who was not reached, and no more of the URL', async () => {
    const server = await loopbackServer(() => undefined);
    await server.close();
    const failure = await fetching()(`${server.origin}/path?code=secret`).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TypeError);
    expect(failure).toMatchObject({ message: `${server.origin} cannot be reached (ECONNREFUSED)` });
  });
});
