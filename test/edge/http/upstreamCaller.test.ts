import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CredentialsChallenge, UpstreamCredentials } from '../../../src/edge/http/credentials.ts';
import {
  INITIALIZE,
  INITIALIZED,
  json,
  legacy,
  NO_CREDENTIALS,
  open,
  request,
  result,
  serve,
  type Answer,
} from './upstreamFake.ts';

afterEach(() => {
  vi.useRealTimers();
});

/** A server that takes one token only. */
function guarded(token: string, refusal: Answer = refuse(401)): Answer {
  return (seen, response) => {
    if (seen.headers.authorization === `Bearer ${token}`) json(response, result(seen.message.id));
    else refusal(seen, response);
  };
}

function refuse(
  status: number,
  headers: Record<string, string> = { 'www-authenticate': 'Bearer error="invalid_token"' },
): Answer {
  return (_, response) => response.writeHead(status, headers).end('go away');
}

interface Told {
  readonly credentials: UpstreamCredentials;
  readonly challenges: CredentialsChallenge[];
}

/** Credentials that have these tokens, one after the other. */
function tokens(...all: readonly string[]): Told {
  const challenges: CredentialsChallenge[] = [];
  let at = 0;
  return {
    challenges,
    credentials: {
      headers: () => Promise.resolve({ Authorization: `Bearer ${all[at] ?? ''}` }),
      rejected(challenge) {
        challenges.push(challenge);
        at += 1;
        return Promise.resolve(at < all.length ? 'retry' : { give_up: 'log in\u001b[2J again' });
      },
    },
  };
}

describe('a call with a credential', () => {
  it('carries it', async () => {
    const server = await serve(guarded('good'));
    const { credentials, challenges } = tokens('good');
    const { recorder, say } = open(server.url, { credentials });
    say(request(1));
    await recorder.settled(1);
    expect(recorder.messages).toEqual([result(1)]);
    expect(challenges).toEqual([]);
  });

  it.each([401, 403])('is repeated once where the server refused that with %i and there is another', async (status) => {
    const server = await serve(guarded('new', refuse(status)));
    const { credentials, challenges } = tokens('old', 'new');
    const { recorder, say } = open(server.url, { credentials });
    say(request(1));
    await recorder.settled(1);
    expect(recorder.messages).toEqual([result(1)]);
    expect(challenges).toEqual([{ status, wwwAuthenticate: 'Bearer error="invalid_token"' }]);
    expect(server.seen).toHaveLength(2);
  });

  it('is not repeated twice', async () => {
    const server = await serve(guarded('never'));
    const { credentials, challenges } = tokens('a', 'b', 'c');
    const { recorder, say } = open(server.url, { credentials });
    say(request(1));
    await recorder.settled(1);
    expect(server.seen).toHaveLength(2);
    expect(challenges).toHaveLength(1);
    expect(recorder.failures).toMatchObject([{ status: 401, mayHaveRun: false, error: null }]);
    expect(recorder.failures[0]?.reason).toContain('HTTP 401');
  });

  it('fails with what to do about it where there is no other', async () => {
    const server = await serve(guarded('good'));
    const { recorder, say } = open(server.url, { credentials: tokens('bad').credentials });
    say(request(1));
    await recorder.settled(1);
    expect(server.seen).toHaveLength(1);
    expect(recorder.failures).toEqual([
      { reason: String.raw`log in\x1b[2J again`, status: 401, error: null, mayHaveRun: false },
    ]);
  });

  it('leaves a 403 to the caller that is an answer of the server, and not about the credential', async () => {
    const answer = '{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"not for you"}}';
    const server = await serve((_, response) => json(response, answer, 403));
    const { credentials, challenges } = tokens('good', 'other');
    const { recorder, say } = open(server.url, { credentials });
    say(request(1));
    await recorder.settled(1);
    expect(recorder.messages).toEqual([answer]);
    expect(challenges).toEqual([]);
  });

  it('does not repeat what the server failed at', async () => {
    const server = await serve((_, response) => response.writeHead(500).end());
    const { credentials, challenges } = tokens('a', 'b');
    const { recorder, say } = open(server.url, { credentials });
    say(request(1));
    await recorder.settled(1);
    expect(server.seen).toHaveLength(1);
    expect(challenges).toEqual([]);
  });

  it('sends the credential with every kind of request', async () => {
    const server = await serve(
      legacy(
        (seen, response) => {
          if (seen.method === 'POST') json(response, result(seen.message.id));
          else response.writeHead(seen.method === 'GET' ? 405 : 200).end();
        },
        { sessionId: () => 'abc' },
      ),
    );
    const { upstream, transport, recorder, say } = open(server.url, { credentials: tokens('good').credentials });
    transport.standalone(true);
    say(INITIALIZE, INITIALIZED, request(1));
    await recorder.until(({ told }) => told.some((one) => one.told === 'standalone'));
    await recorder.settled(2);
    upstream.shutdown();
    await upstream.exited;
    expect(new Set(server.seen.map(({ method }) => method))).toEqual(new Set(['POST', 'GET', 'DELETE']));
    expect(new Set(server.seen.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer good']));
  });

  it('never sends it elsewhere: a redirect is not followed', async () => {
    const other = await serve((seen, response) => json(response, result(seen.message.id)));
    const server = await serve((_, response) => response.writeHead(307, { location: other.url.href }).end());
    const { recorder, say } = open(server.url, { credentials: tokens('good').credentials });
    say(request(1));
    await recorder.settled(1);
    expect(other.connections()).toBe(0);
    expect(recorder.failures[0]?.reason).toContain(other.url.href);
  });

  it.each([
    ['cannot be had', () => Promise.reject(new Error('no \u001b[31mfile')), String.raw`no \x1b[31mfile`],
    ['breaks the line', () => Promise.resolve({ authorization: 'a\r\nX-Evil: 1' }), 'Invalid character'],
  ])('sends nothing where the credential %s', async (_, headers, reason) => {
    const server = await serve((seen, response) => json(response, result(seen.message.id)));
    const { recorder, say } = open(server.url, { credentials: { ...NO_CREDENTIALS, headers } });
    say(request(1));
    await recorder.settled(1);
    expect(recorder.failures).toMatchObject([{ status: null, mayHaveRun: false }]);
    expect(recorder.failures[0]?.reason).toContain(reason);
    expect(server.seen).toEqual([]);
  });

  it.each(['headers', 'rejected'] as const)('does not wait for ever for its credential (%s)', async (which) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const server = await serve(refuse(401));
    const credentials = { ...NO_CREDENTIALS, [which]: () => new Promise<never>(() => undefined) };
    const { recorder, say } = open(server.url, { credentials });
    say(request(1));
    while (recorder.failures.length === 0) {
      vi.advanceTimersByTime(10_000);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    expect(recorder.failures[0]).toMatchObject({
      reason: expect.stringContaining('no credential came within 60 s') as string,
      mayHaveRun: false,
    });
  });

  it('cannot change what the protocol says in a header', async () => {
    const server = await serve((seen, response) => json(response, result(seen.message.id)));
    const headers = {
      'Content-Type': 'text/plain',
      ACCEPT: '*/*',
      'Accept-Encoding': 'gzip',
      'User-Agent': 'mine',
      'X-Own': 'kept',
    };
    const { recorder, say } = open(server.url, {
      credentials: { ...NO_CREDENTIALS, headers: () => Promise.resolve(headers) },
    });
    say(request(1));
    await recorder.settled(1);
    expect(server.seen[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'accept-encoding': 'identity',
      'user-agent': 'mine',
      'x-own': 'kept',
    });
  });
});
