import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Question } from '../../src/sdk/decision.ts';
import { LeashUnavailable } from '../../src/sdk/errors.ts';
import { openRemote } from '../../src/sdk/remote.ts';
import { decision, inspection } from './fakeDecider.ts';
import { answering, stubServer } from './stubServer.ts';
import { wireDecision } from './wireDecision.ts';

const TOKEN = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhIn0.c2ln';
const question: Question = {
  actor: null,
  session: 's',
  server: 'mail',
  method: null,
  action: 'send',
  resource: 'mailto:a',
  args: { to: 'a' },
  context: { tenant: 1 },
  wait: false,
  signal: null,
};

const good = JSON.stringify(wireDecision());

describe('openRemote', () => {
  it('asks for a decision, and reads it', async () => {
    const { url, seen } = await stubServer(answering(good));
    await expect(openRemote({ url, token: TOKEN }).decide(question)).resolves.toMatchObject({ allowed: true });
    expect(seen).toMatchObject([
      {
        method: 'POST',
        url: '/v1/authorize',
        headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
        body: {
          session: 's',
          server: 'mail',
          action: 'send',
          resource: 'mailto:a',
          args: { to: 'a' },
          context: { tenant: 1 },
          wait: false,
        },
      },
    ]);
    expect(seen[0]?.body).not.toHaveProperty('agent_id');
  });

  it('asks for somebody else by name, and as somebody else by token', async () => {
    const { url, seen } = await stubServer(answering(good));
    const remote = openRemote({ url, token: TOKEN });
    await remote.decide({ ...question, actor: { kind: 'name', name: 'clerk' } });
    await remote.decide({ ...question, actor: { kind: 'token', token: 'eyJ.b.c' } });
    expect(seen).toMatchObject([
      { body: { agent_id: 'clerk' }, headers: { authorization: `Bearer ${TOKEN}` } },
      { headers: { authorization: 'Bearer eyJ.b.c' } },
    ]);
    expect(seen[1]?.body).not.toHaveProperty('agent_id');
  });

  it('uses a connection again', async () => {
    const { url, connections } = await stubServer(answering(good));
    const remote = openRemote({ url, token: TOKEN });
    for (let i = 0; i < 5; i += 1) await remote.decide(question);
    // One that is just being given back may be missed.
    expect(connections()).toBeLessThan(5);
  });

  it.each<[string, RequestListener]>([
    ['an empty answer', answering('')],
    ['half an answer', answering(good.slice(0, -5))],
    ['no JSON', answering('<html>allowed</html>')],
    ['another type', answering(good, 200, { 'content-type': 'text/html' })],
    ['another status that looks fine', answering(good, 201)],
    ['a status without an answer', answering('', 204)],
    ['a bad token', answering({ title: 'Unauthorized' }, 401)],
    ['a forbidden agent', answering({ title: 'Forbidden' }, 403)],
    ['a bad request', answering({ title: 'Invalid' }, 422)],
    ['too many requests', answering({ title: 'Too many' }, 429)],
    ['an allow with an error', answering(good, 500)],
    ['a redirect', answering('', 307, { location: 'http://127.0.0.1:1/v1/authorize' })],
    ['a redirect that says allow', answering(good, 302, { location: '/elsewhere' })],
    ['allow said twice', answering(good.replace('"allowed":true', '"allowed":false,"allowed":true'))],
    ['a list', answering(`[${good}]`)],
    [
      'bytes that are no UTF-8',
      answering(Buffer.concat([Buffer.from(good.slice(0, -1)), Buffer.from(',"x":"\xff"}', 'latin1')])),
    ],
    ['more than any decision', answering(good + ' '.repeat(2 * 1024 * 1024))],
    ['a connection that breaks', (_, response) => response.destroy()],
    [
      'an answer that breaks off',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(good.length) });
        response.write(good.slice(0, 20), () => response.destroy());
      },
    ],
  ])('decides nothing on %s', async (_, answer) => {
    const { url } = await stubServer(answer);
    await expect(openRemote({ url, token: TOKEN }).decide(question)).rejects.toBeInstanceOf(LeashUnavailable);
  });

  it.each<[string, RequestListener]>([
    ['never answers', () => undefined],
    [
      'never ends its answer',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write(good.slice(0, 20));
      },
    ],
  ])('gives up on a server that %s', async (_, answer) => {
    const { url } = await stubServer(answer);
    const late = openRemote({ url, token: TOKEN, timeoutMs: 50 }).decide(question);
    await expect(late).rejects.toThrow('within 50 ms');
  });

  it('says what a server says of a refusal, without what a terminal obeys', async () => {
    const { url } = await stubServer(answering({ title: 'Forbidden', detail: 'not\u001b[2J you' }, 403));
    const refused = openRemote({ url, token: TOKEN }).decide(question);
    await expect(refused).rejects.toThrow(/403: Forbidden: not\\x1b\[2J you/);
  });

  it('decides nothing where nobody listens, and does not tell the token', async () => {
    const remote = openRemote({ url: 'http://127.0.0.1:1', token: TOKEN });
    const error: unknown = await remote.decide(question).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(LeashUnavailable);
    expect(String(error)).not.toContain(TOKEN);
  });

  it('stops asking when the caller goes', async () => {
    const { url } = await stubServer(() => undefined);
    const abort = new AbortController();
    const asking = openRemote({ url, token: TOKEN }).decide({ ...question, signal: abort.signal });
    abort.abort();
    await expect(asking).rejects.toBeInstanceOf(LeashUnavailable);
  });

  it('asks by the `fetch` that it is given', async () => {
    const fetching = () => Promise.resolve(new Response(good, { headers: { 'content-type': 'application/json' } }));
    const remote = openRemote({ url: 'https://leash.example.com', token: TOKEN, fetch: fetching });
    await expect(remote.decide(question)).resolves.toMatchObject({ allowed: true });
  });

  it.each(['', 'a b', 'a\nb', 'tökén'])('refuses %j for a token', (token) => {
    expect(() => openRemote({ url: 'http://127.0.0.1:1', token })).toThrow(TypeError);
  });

  it('looks through results itself', async () => {
    const remote = openRemote({ url: 'http://127.0.0.1:1', token: TOKEN });
    const watched = decision({ obligations: [inspection({ maxBytes: 5 })] });
    await expect(remote.look(watched, 'short')).resolves.toMatchObject({ kind: 'withheld' });
    await expect(remote.look(watched, 'abc')).resolves.toMatchObject({ kind: 'passed', value: 'abc' });
    await remote.close();
  });
});
