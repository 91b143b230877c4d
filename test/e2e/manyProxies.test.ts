import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditEntries, fixture, leash, startProxy, temporaryHome, type Proxy } from './support.ts';

const PROXIES = 4;
const CALLS = 500;
/** Calls of one proxy that await their answers at a time. */
const WINDOW = 16;

const start = (home: string, agent: string): Proxy =>
  startProxy({
    home,
    options: ['--policy', 'builtin:allow-all', '--agent', agent],
    server: fixture('echo.mjs'),
  });

const callOf = (id: number): object => ({
  id,
  method: 'tools/call',
  params: { name: 'echo', arguments: { text: String(id) } },
});

async function isVerified(home: string): Promise<void> {
  const { code, stdout } = await leash(['audit', 'verify', '--home', home, '--json']);
  expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 0, status: 'verified', findings: [] });
}

describe(`${PROXIES} proxies at once on one home, ${CALLS} calls each`, () => {
  const folder = temporaryHome();
  const home = join(folder.path, 'home');
  const answered = Array<number>(PROXIES).fill(0);
  /** How many each had answered when the first was done. */
  let whenOneWasDone: readonly number[] = [];

  beforeAll(async () => {
    const proxies = answered.map((_, i) => start(home, `agent-${i}`));
    // All of them are up before the race begins.
    await Promise.all(
      proxies.map((proxy) => {
        proxy.send({ id: 'ready', method: 'ping' });
        return proxy.answer('ready');
      }),
    );
    const runs = proxies.map(async (proxy, i) => {
      for (let id = 0; id < WINDOW; id += 1) proxy.send(callOf(id));
      for (let id = 0; id < CALLS; id += 1) {
        const { result } = await proxy.answer(id);
        expect(result).toEqual({ content: [{ type: 'text', text: String(id) }] });
        answered[i] = id + 1;
        if (id + WINDOW < CALLS) proxy.send(callOf(id + WINDOW));
      }
      if (whenOneWasDone.length === 0) whenOneWasDone = [...answered];
      return proxy.finish();
    });
    for (const { code } of await Promise.all(runs)) expect(code).toBe(0);
  });
  afterAll(() => folder.remove());

  it('write into a log each, and lose none of their calls', async () => {
    const calls = (await auditEntries(home)).filter(({ phase }) => phase === 'decision');
    const shardOf = new Map(calls.map(({ agent, shard }) => [agent, shard]));
    expect(new Set(shardOf.values()).size).toBe(PROXIES);
    for (const [agent, shard] of shardOf) {
      const own = calls.filter((call) => call.agent === agent);
      expect(own).toHaveLength(CALLS);
      expect(
        own.filter((call) => call.shard !== shard || call.effect !== 'allow' || call.outcome !== 'success'),
      ).toEqual([]);
    }
  });

  it('leave logs that verify', () => isVerified(home));

  // One shared database starves writers by two hundred to one; how evenly processors are shared is not for a test to say.
  it('starve none of each other: when the first is done, each is well under way', () => {
    expect(Math.max(...whenOneWasDone)).toBe(CALLS);
    expect(Math.min(...whenOneWasDone)).toBeGreaterThanOrEqual(CALLS / 20);
  });
});

describe('eight proxies that start in the same instant on an empty home', () => {
  const folder = temporaryHome();
  const home = join(folder.path, 'home');

  beforeAll(async () => {
    const proxies = Array.from({ length: 8 }, (_, i) => start(home, `agent-${i}`));
    await Promise.all(
      proxies.map(async (proxy) => {
        proxy.send(callOf(1));
        expect((await proxy.answer(1)).result).toEqual({ content: [{ type: 'text', text: '1' }] });
      }),
    );
    // None leaves before all have a log: else two of them could have shared one.
    for (const { code, stderr } of await Promise.all(proxies.map((proxy) => proxy.finish()))) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    }
  });
  afterAll(() => folder.remove());

  it('agree on one root key, and have a log each', async () => {
    const starts = (await auditEntries(home)).filter(({ action }) => action === 'log_start');
    expect(new Set(starts.map(({ shard }) => shard)).size).toBe(8);
    const keys = starts.map(({ entry }) => entry.action_detail.detail?.['root_key']);
    expect(keys).toHaveLength(8);
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^leash-root\//);
  });

  it('leave logs that verify, and no half-made key', async () => {
    await isVerified(home);
    expect(readdirSync(join(home, 'keys')).filter((name) => !/^(root|epoch-(\d\d|index))\.jwk$/.test(name))).toEqual(
      [],
    );
  });
});
