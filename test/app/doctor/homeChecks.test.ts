import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Check } from '../../../src/app/doctor/check.ts';
import { homeChecks } from '../../../src/app/doctor/homeChecks.ts';
import type { Home } from '../../../src/edge/home.ts';
import { throwStopSwitch } from '../../../src/edge/stopSwitch.ts';
import { addPolicy, copyOf, emptyHome, filledHome, START } from '../../cli/home.ts';

const LATER = START + 86_400_000 * 300;
const look = (home: Home, over: object = {}) =>
  homeChecks({ home, now: LATER, node: 'v20.17.0', version: '0.1.0', ...over });
const of = (checks: readonly Check[], what: string) => checks.filter((check) => check.what === what);
const states = (checks: readonly Check[], what: string) => of(checks, what).map(({ state }) => state);
const filled = await filledHome();
const POLICY = 'name: mine\nagents: ["*"]\nrules:\n  - { action: x, effect: deny, reason: r }\n';

describe('homeChecks', () => {
  it('finds all well in a home that is, and verifies its log', async () => {
    const home = copyOf(filled);
    addPolicy(home, 'mine.yaml', POLICY);
    const checks = await look(home);
    expect(checks.filter(({ state }) => state !== 'ok')).toEqual([]);
    expect(of(checks, 'log')[0]?.detail).toMatch(/entries verified/);
  });

  it('says what to do in a home that is not there, and in one without policies', async () => {
    const home = emptyHome();
    expect(of(await look(home), 'policies')).toMatchObject([
      { state: 'warn', fix: expect.stringContaining('leash policy add') as string },
    ]);
    rmSync(home.root, { recursive: true });
    expect(of(await look(home), 'home')).toMatchObject([
      { state: 'warn', fix: expect.stringContaining('leash init') as string },
    ]);
  });

  it.each<[string, (home: Home) => void | Promise<void>, string, string]>([
    ['a home that others can reach', ({ root }) => chmodSync(root, 0o755), 'home', 'fail'],
    ['settings that are wrong', ({ root }) => writeFileSync(join(root, 'config.yaml'), 'nope: 1\n'), 'home', 'fail'],
    ['a key that others can read', ({ keys }) => chmodSync(join(keys, 'root.jwk'), 0o644), 'permissions', 'fail'],
    ['a policy that is wrong', (home) => void addPolicy(home, 'bad.yaml', 'name: ['), 'policies', 'fail'],
    ['a log that is gone', ({ shards }) => rmSync(join(shards, '00.db')), 'log', 'fail'],
    ['a thrown stop switch', (home) => throwStopSwitch(home, { reason: 'drill', at: 0 }), 'stop switch', 'warn'],
  ])('finds %s', async (_, damage, what, state) => {
    const home = copyOf(filled);
    await damage(home);
    const checks = await look(home);
    expect(states(checks, what)).toContain(state);
    expect(of(checks, what).every(({ state: each, fix }) => each === 'ok' || fix !== null)).toBe(true);
  });

  it('finds a clock that cannot be right, and a Node.js that is too old', async () => {
    expect(states(await look(filled, { now: 0 }), 'clock')).toEqual(['fail']);
    expect(states(await look(filled, { now: START - 60_000 * 60 }), 'clock')).toEqual(['warn']);
    expect(states(await look(filled, { node: 'v20.16.9' }), 'versions')).toEqual(['fail']);
    expect(states(await look(filled, { node: 'v26.0.0' }), 'versions')).toEqual(['ok']);
  });

  it('tells a socket that somebody listens on from one that a killed process left', async () => {
    const home = copyOf(filled);
    mkdirSync(home.run, { recursive: true });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(home.run, 'alive.sock'), resolve));
    onTestFinished(() => void server.close());
    expect(of(await look(home), 'control sockets')).toMatchObject([{ state: 'ok', detail: '1 alive' }]);
    const dead = join(home.run, 'dead.sock');
    // A process that ends without closing leaves its socket behind.
    spawnSync(process.execPath, [
      '-e',
      `require('net').createServer().listen(${JSON.stringify(dead)}, () => process.kill(process.pid, 'SIGKILL'))`,
    ]);
    expect(of(await look(home), 'control sockets')).toMatchObject([
      { state: 'warn', detail: `nobody listens on ${dead}` },
    ]);
  });
});
