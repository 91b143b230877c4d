import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stopAll } from '../../../src/app/stopAll.ts';
import { apiFor, engineFor, PROXY } from '../../admin/support.ts';
import { tempHome } from '../../support/tempHome.ts';

it('is ready where policies are in force, nothing is stopped, and the log can be written', async () => {
  const { control, home, engine } = await apiFor();
  expect(await control.readiness()).toEqual([]);
  await stopAll(home, { by: 'test', reason: 'odd', log: engine.log });
  await expect.poll(() => control.readiness(), { timeout: 2000 }).toEqual(['everything is stopped: odd']);
});

it('is not ready without valid policies, or without its log', async () => {
  const { control } = await apiFor({ engine: await engineFor(tempHome(), 'nonsense: [') });
  expect(await control.readiness()).toHaveLength(1);
  const { control: other, home } = await apiFor();
  rmSync(home.shards, { recursive: true });
  expect(await other.readiness()).toEqual([expect.stringMatching(/^the log cannot be written/)]);
});

it('does what takes long one at a time, also after a failure', async () => {
  const { control } = await apiFor();
  let end = (): void => undefined;
  const first = control.alone(() => new Promise<void>((resolve) => (end = resolve)));
  expect(control.alone(() => Promise.resolve())).toBeNull();
  end();
  await first;
  await expect(control.alone(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
  expect(await control.alone(() => Promise.resolve(7))).toBe(7);
});

it('knows of the other processes where it is a server, and of itself alone where it is a proxy', async () => {
  const { control } = await apiFor();
  expect(control.fleet).toBeNull();
  const server = await apiFor({ proxy: { ...PROXY, info: { ...PROXY.info, kind: 'server' } } });
  expect(server.control.fleet).not.toBeNull();
});

it('measures decisions', async () => {
  const { control } = await apiFor();
  await control.gate.authorize({
    identity: { name: 'a', id: null, verified: false, labels: {} },
    action: 'email.send',
  });
  expect(control.metrics()).toContain('leash_decisions_total{effect="allow",server="api"} 1');
});
