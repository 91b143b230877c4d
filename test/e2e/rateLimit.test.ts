import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditEntries, fixture, startProxy, temporaryHome, type Message, type Proxy } from './support.ts';

const PROXIES = 4;
const POLICY = `
name: limited
agents: ['*']
rules:
  - action: echo
    effect: allow
    reason: ten an hour are enough
    rate_limit: 10/h
  - action: read_file
    effect: allow
    reason: as often as one likes
  - action: delete_file
    effect: deny
    reason: never
`;

let folder: ReturnType<typeof temporaryHome>;
let home: string;
const running: Proxy[] = [];

beforeEach(() => {
  folder = temporaryHome();
  home = join(folder.path, 'home');
  mkdirSync(join(home, 'policies'), { recursive: true, mode: 0o700 });
  chmodSync(home, 0o700);
  writeFileSync(join(home, 'policies/limited.yaml'), POLICY, { mode: 0o600 });
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((proxy) => proxy.finish()));
  folder.remove();
});

function start(agent = 'one'): Proxy {
  const proxy = startProxy({ home, options: ['--agent', agent], server: fixture('echo.mjs') });
  running.push(proxy);
  return proxy;
}

const call = (id: number, name = 'echo'): object => ({
  id,
  method: 'tools/call',
  params: { name, arguments: { text: 'hi' } },
});

async function calls(proxy: Proxy, count: number, from = 0): Promise<Message[]> {
  const ids = Array.from({ length: count }, (_, i) => from + i);
  for (const id of ids) proxy.send(call(id));
  return Promise.all(ids.map((id) => proxy.answer(id)));
}

const isDenied = ({ result }: Message): boolean => (result as { isError?: boolean }).isError === true;
const textOf = ({ result }: Message): string => (result as { content: { text: string }[] }).content[0]?.text ?? '';

describe('a rate limit', () => {
  it(`lets ${PROXIES} proxies at once through together as often as one, and says when the next call is possible`, async () => {
    const proxies = Array.from({ length: PROXIES }, () => start());
    const answers = (await Promise.all(proxies.map((proxy) => calls(proxy, 10)))).flat();
    const denied = answers.filter(isDenied);
    expect(answers.length - denied.length).toBe(10);
    expect(denied).toHaveLength(PROXIES * 10 - 10);
    for (const answer of denied) {
      expect(textOf(answer)).toMatch(
        /the next call is possible in 3[56]\d\d s, at 2\d{3}-.*rule `limited\/limited#1`/s,
      );
    }
    await Promise.all(running.splice(0).map((proxy) => proxy.finish()));
    const logged = (await auditEntries(home)).filter(({ phase }) => phase === 'decision');
    expect(logged.filter(({ effect }) => effect === 'allow')).toHaveLength(10);
    expect(logged.filter(({ effect }) => effect === 'deny')).toHaveLength(PROXIES * 10 - 10);
  });

  it('is kept across a restart, for each agent by itself', async () => {
    const first = start();
    expect((await calls(first, 10)).filter(isDenied)).toEqual([]);
    await first.finish();
    expect(statSync(join(home, 'limits.db')).mode & 0o777).toBe(0o600);
    const second = start();
    expect((await calls(second, 1)).filter(isDenied)).toHaveLength(1);
    expect((await calls(start('other'), 1)).filter(isDenied)).toEqual([]);
  });

  it('is not used up by what is denied, nor by calls of other rules', async () => {
    const proxy = start();
    for (let id = 100; id < 130; id += 1) proxy.send(call(id, 'delete_file'));
    for (let id = 200; id < 230; id += 1) proxy.send(call(id, 'read_file'));
    await Promise.all([proxy.answer(129), proxy.answer(229)]);
    const answers = await calls(proxy, 12);
    expect(answers.map(isDenied)).toEqual(answers.map((_, i) => i >= 10));
  });

  it('that no call meets is not counted: there is no file', async () => {
    const proxy = start();
    proxy.send(call(1, 'read_file'));
    await proxy.answer(1);
    expect(existsSync(join(home, 'limits.db'))).toBe(false);
  });

  it('stands when a proxy is killed in the middle of its calls, and holds up nobody', async () => {
    const [killed, left] = [start(), start()];
    left.send({ id: 'ready', method: 'ping' });
    await left.answer('ready');
    for (let id = 0; id < 6; id += 1) killed.send(call(id));
    await killed.answer(0);
    killed.kill('SIGKILL');
    running.shift();
    const run = await killed.ended();
    const before = run.messages.filter((message) => message.result !== undefined && !isDenied(message)).length;
    const after = (await calls(left, 12)).filter((answer) => !isDenied(answer)).length;
    // A call that was counted and not answered any more is the only one that may be missing.
    expect(before + after).toBeLessThanOrEqual(10);
    expect(after).toBeGreaterThanOrEqual(4);
  });

  it('denies where calls cannot be counted, and what needs no count goes on', async () => {
    writeFileSync(join(home, 'limits.db'), 'this is no database, and it is long enough to be read as one'.repeat(20));
    const proxy = start();
    const [answer] = await calls(proxy, 1);
    expect(answer && textOf(answer)).toMatch(
      /what is not counted is not forwarded: .*limits\.db. is damaged; remove it/,
    );
    proxy.send(call(2, 'read_file'));
    expect(isDenied(await proxy.answer(2))).toBe(false);
    expect(readFileSync(join(home, 'limits.db'), 'utf8')).toContain('no database');
    // Once it is mended, calls are counted again.
    rmSync(join(home, 'limits.db'));
    expect((await calls(proxy, 1, 10)).filter(isDenied)).toEqual([]);
  });
});
