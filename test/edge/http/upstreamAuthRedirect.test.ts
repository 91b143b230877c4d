import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openRedirectListener, type RedirectAnswer } from '../../../src/edge/http/upstreamAuthRedirect.ts';

const STATE = 'st4te-that-nobody-guesses';

async function listening() {
  const listener = await openRedirectListener(0, STATE);
  onTestFinished(() => listener.close());
  const answers: RedirectAnswer[] = [];
  void listener.answer.then((answer) => answers.push(answer));
  return { ...listener, answers, visit: (query: string, init?: RequestInit) => fetch(`${listener.url}${query}`, init) };
}

/** Sends bytes, and reads the first line of what comes back. */
function raw(url: string, text: string): Promise<string> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.end(text));
    let seen = '';
    socket.on('data', (chunk) => (seen += chunk.toString()));
    socket.on('close', () => resolve(seen.split('\r\n')[0] ?? ''));
    socket.on('error', reject);
  });
}

describe('the redirect listener', () => {
  it('listens on this machine alone, by its address', async () => {
    expect((await listening()).url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
  });

  it('takes the code of the answer with the right state, and shows a page that loads nothing', async () => {
    const { answer, visit } = await listening();
    const page = await visit(`?code=c%2Bde&state=${STATE}&iss=https%3A%2F%2Fauth.example`);
    expect(await answer).toEqual({ kind: 'code', code: 'c+de', iss: 'https://auth.example' });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(await page.text()).not.toContain('c+de');
  });

  it('takes a refusal with the right state', async () => {
    const { answer, visit } = await listening();
    const page = await visit(`?error=access_denied&error_description=%1b%5b31mno&state=${STATE}`);
    expect(await answer).toEqual({ kind: 'error', error: 'access_denied', description: '\u001b[31mno' });
    expect(await page.text()).not.toContain('no\n');
  });

  it.each([
    '',
    '?code=evil',
    '?code=evil&state=',
    '?code=evil&state=wrong',
    `?code=evil&state=${STATE}x`,
    `?code=evil&state=${STATE.slice(1)}`,
    `?code=evil&state=${STATE}&state=${STATE}`,
    `?code=evil&state[]=${STATE}`,
    `?code=&state=${STATE}`,
    `?code=evil&code=evil2&state=${STATE}`,
    `?state=${STATE}`,
    `?error=access_denied&state=wrong`,
    `/more?code=evil&state=${STATE}`,
  ])('refuses `%s`, and waits on', async (query) => {
    const { answers, answer, visit } = await listening();
    expect((await visit(query)).status).toBe(400);
    expect(answers).toEqual([]);
    await visit(`?code=right&state=${STATE}`);
    expect(await answer).toMatchObject({ code: 'right' });
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses the method %s', async (method) => {
    const { visit, answers } = await listening();
    expect((await visit(`?code=evil&state=${STATE}`, { method })).status).toBe(400);
    expect(answers).toEqual([]);
  });

  it.each(['evil.example', '127.0.0.1.evil.example:80', 'localhost:1', '[::1]:1'])(
    'refuses a page that came by the name %s',
    async (host) => {
      const { url, answers } = await listening();
      const request = `GET /callback?code=evil&state=${STATE} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
      expect(await raw(url, request)).toContain(' 400 ');
      expect(answers).toEqual([]);
    },
  );

  it.each([
    'GET http://evil.example/callback HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n',
    'GET // HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n',
    'nonsense\r\n\r\n',
  ])('survives %j', async (request) => {
    const { url, visit, answer } = await listening();
    expect(await raw(url, request)).toContain(' 400 ');
    await visit(`?code=right&state=${STATE}`);
    expect(await answer).toMatchObject({ code: 'right' });
  });

  it('takes one answer only', async () => {
    const { answer, visit } = await listening();
    expect((await visit(`?code=first&state=${STATE}`)).status).toBe(200);
    expect((await visit(`?code=second&state=${STATE}`)).status).toBe(400);
    expect(await answer).toMatchObject({ code: 'first' });
  });

  it('says so where the port is taken', async () => {
    const { url } = await listening();
    await expect(openRedirectListener(Number(new URL(url).port), STATE)).rejects.toMatchObject({
      code: 'ERR_LOGIN_FAILED',
      message: expect.stringContaining('EADDRINUSE') as string,
    });
  });

  it('is gone once it is closed, connections that say nothing included', async () => {
    const { url, close } = await listening();
    const silent = connect(Number(new URL(url).port), '127.0.0.1');
    await new Promise((resolve) => silent.once('connect', resolve));
    const ended = new Promise((resolve) => silent.once('close', resolve));
    silent.on('error', () => undefined);
    // The server has the connection once it has answered a later one.
    await fetch(url);
    close();
    await ended;
    await expect(fetch(url)).rejects.toThrow();
  });
});
