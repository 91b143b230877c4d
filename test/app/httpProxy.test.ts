import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempHome } from '../support/tempHome.ts';
import { eventually, fixture, isAlive, pidAfter, run, scratch } from './processes.ts';

const PROGRAM = join(import.meta.dirname, '../../dist/bin/leash-mcp.js');
const POLICY =
  'name: mine\nagents: ["*"]\nrules:\n  - { id: echoes, action: echo, effect: allow, reason: it only echoes }\n';
const HEADERS = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' };
const INITIALIZE = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};

/** The program, listening where the system lets it. */
async function listen(options: readonly string[] = [], server = 'echo', args: readonly string[] = []) {
  const home = tempHome();
  writeFileSync(join(home.policies, 'mine.yaml'), POLICY, { mode: 0o600 });
  const command = [process.execPath, fixture(server), ...args];
  const running = run([PROGRAM, '--home', home.root, '--name', 'srv', '--listen', '0', ...options, '--', ...command]);
  const url = await eventually('it listens', () => /listening on (http:\S+)/.exec(running.stderr())?.[1]);
  const post = (message: object, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(url, { method: 'POST', headers: { ...HEADERS, ...headers }, body: JSON.stringify(message) });
  return { running, url, post };
}

const call = (id: number, name: string) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: { text: 'hi' } },
});

describe('runHttpProxy', () => {
  it('gives each client a session with a server of its own, under the policies', async () => {
    const { running, post } = await listen();
    const [one, other] = await Promise.all([post(INITIALIZE), post(INITIALIZE)]);
    const session = one.headers.get('mcp-session-id') ?? '';
    expect(session).toMatch(/^[\w-]{43}$/);
    expect(other.headers.get('mcp-session-id')).not.toBe(session);
    const headers = { 'Mcp-Session-Id': session };
    expect(await (await post(call(1, 'echo'), headers)).json()).toMatchObject({
      id: 1,
      result: { content: [{ text: 'hi' }] },
    });
    expect(await (await post(call(2, 'erase'), headers)).json()).toMatchObject({
      result: {
        isError: true,
        content: [{ text: expect.stringContaining('Leash denied this: `srv/erase`') as string }],
      },
    });
    running.process.kill('SIGTERM');
    expect(await running.exit).toEqual({ code: 143, signal: null });
  });

  it('ends every server with itself', async () => {
    const { running, post } = await listen([], 'ignores-eof');
    await post(INITIALIZE);
    const server = await pidAfter('pid', running);
    running.process.kill('SIGINT');
    expect((await running.exit).code).toBe(130);
    expect(isAlive(server)).toBe(false);
  });

  it('ends the server of a session with the session', async () => {
    const { running, post, url } = await listen([], 'ignores-eof');
    const session = (await post(INITIALIZE)).headers.get('mcp-session-id') ?? '';
    const server = await pidAfter('pid', running);
    const gone = await fetch(url, { method: 'DELETE', headers: { 'Mcp-Session-Id': session } });
    expect(gone.status).toBe(200);
    await eventually('the server is gone', () => !isAlive(server));
    expect((await post(call(1, 'echo'), { 'Mcp-Session-Id': session })).status).toBe(404);
    running.process.kill('SIGTERM');
    await running.exit;
  });

  it('answers who started a session whose server cannot be started', async () => {
    const { running, post } = await listen([], 'echo').then(async (echo) => {
      echo.running.process.kill('SIGTERM');
      await echo.running.exit;
      return listen([], '../../no-such-folder/server');
    });
    const answer = await post(INITIALIZE);
    expect(await answer.json()).toMatchObject({ id: 0, error: { message: expect.any(String) as string } });
    expect(answer.headers.get('mcp-session-id')).toBeNull();
    running.process.kill('SIGTERM');
    await running.exit;
  });

  it("asks for its name where tokens have to name it and its address is everybody's", async () => {
    const home = tempHome();
    const issuers = 'auth:\n  issuers:\n    - issuer: https://login.test/\n';
    writeFileSync(join(home.root, 'config.yaml'), issuers, { mode: 0o600 });
    const server = [process.execPath, fixture('echo')];
    const running = run([PROGRAM, '--home', home.root, '--listen', '0.0.0.0:0', '--auth', '--', ...server]);
    expect(await running.exit).toEqual({ code: 2, signal: null });
    expect(running.stderr()).toContain('add --public-url, or an `audience`');
  });

  it.each([
    [['--listen', '0.0.0.0:0'], 2, /everybody who reaches `0.0.0.0` could call the server: add --auth/],
    [['--listen', '0', '--auth'], 2, /--auth would let nobody in/],
    [['--listen', '192.0.2.1:1', '--insecure-no-auth'], 2, /192\.0\.2\.1/],
  ])('does not start with %j', async (options, code, why) => {
    const running = run([PROGRAM, '--home', scratch(), ...options, '--', process.execPath, fixture('echo')]);
    expect(await running.exit).toEqual({ code, signal: null });
    expect(running.stderr()).toMatch(why);
  });
});
