import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { echoCall, openSession } from './httpCalls.ts';
import { startHttpProxy, type HttpProxy } from './httpListener.ts';
import { type FakeUpstream, sendAs, startUpstream } from './httpUpstream.ts';
import { ANSWERS, FAILURES, type UpstreamRow } from './httpUpstreamRows.ts';
import { ask, messageOf } from './rawHttp.ts';
import { temporaryHome } from './support.ts';

const home = temporaryHome();
let upstream: FakeUpstream;
let proxy: HttpProxy;
let session: { readonly 'Mcp-Session-Id': string };
let current: UpstreamRow | null = null;

beforeAll(async () => {
  upstream = await startUpstream((call) => {
    if (current === null) sendAs(call.response, 'application/json', call.answer);
    else current.answer(call);
  });
  const options = ['--policy', 'builtin:allow-all', '--durability', 'process'];
  proxy = await startHttpProxy({ home: home.path, server: upstream.url, options });
  session = await openSession(proxy.port);
});

afterAll(async () => {
  await proxy.stop();
  await upstream.close();
  home.remove();
});

/** Asks for a text of the row's own, which the server answers as the row says. */
async function askAs(row: UpstreamRow | null, text: string) {
  current = row;
  const answer = await ask(proxy.port, { headers: session, body: echoCall(text) });
  return { answer, message: messageOf(answer) };
}

function postsOf(text: string): number {
  return upstream.requests.filter(({ body }) => body.includes(text)).length;
}

describe('a call to a server over HTTP', () => {
  it.each(ANSWERS)('is answered with what the server answers: $title', async (row) => {
    const text = `<${row.title}>`;
    const { answer, message } = await askAs(row, text);
    expect(answer.status).toBe(200);
    const said = expect.stringContaining(text) as string;
    expect(message).toMatchObject({ id: 7, result: { content: [{ type: 'text', text: said }] } });
    expect(answer.body.split(text)).toHaveLength(2);
    expect(postsOf(text)).toBe(row.posts ?? 1);
  });

  it.each(FAILURES)('is answered once, with an error that says why, and is not repeated: $title', async (row) => {
    const text = `<${row.title}>`;
    const { answer, message } = await askAs(row, text);
    expect(answer.status).toBe(200);
    expect(message).toMatchObject({ id: 7, error: { message: expect.stringMatching(row.said ?? /^$/) as string } });
    expect(postsOf(text)).toBe(row.posts ?? 1);
    // And the session lives.
    const next = await askAs(null, `after ${text}`);
    expect(next.message).toMatchObject({ id: 7, result: {} });
  });

  it('takes no message to where a server points', () => {
    expect(upstream.requests.filter(({ path }) => path !== '/mcp')).toEqual([]);
  });

  it("takes nothing of the caller's own with it", async () => {
    const text = '<credentials>';
    current = null;
    const own = {
      Authorization: 'Bearer secret',
      Cookie: 'a=secret',
      'X-Api-Key': 'secret',
      Origin: 'http://localhost',
    };
    await ask(proxy.port, { headers: { ...session, ...own }, body: echoCall(text) });
    const sent = upstream.requests.find(({ body }) => body.includes(text));
    expect(sent?.headers['mcp-session-id']).toMatch(/^upstream-/);
    expect(JSON.stringify(sent?.headers)).not.toContain('secret');
    expect(sent?.headers).not.toHaveProperty('origin');
    expect(JSON.stringify(sent)).not.toContain(session['Mcp-Session-Id']);
  });
});
