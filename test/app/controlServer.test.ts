import { expect, it } from 'vitest';
import { runControlServer } from '../../src/app/controlServer.ts';
import { controlHost } from '../../src/app/control/controlHost.ts';
import { queryLog } from '../../src/app/auditQuery.ts';
import { adminHandler } from '../../src/admin/handler.ts';
import { adminToken } from '../../src/edge/adminToken.ts';
import { send } from '../admin/host.ts';
import { tempHome } from '../support/tempHome.ts';

it('answers until the signal ends it, and leaves a log that was closed', async () => {
  const home = tempHome();
  const end = new AbortController();
  let listening: (url: string) => void = () => undefined;
  const url = new Promise<string>((resolve) => (listening = resolve));
  const host = controlHost({
    load: () => Promise.resolve(adminHandler),
    listen: { host: '127.0.0.1', port: 0, allowHosts: [] },
    warn: () => undefined,
    listening: (at) => listening(at),
  });
  const alerts: string[] = [];
  const options = {
    home: home.root,
    version: '1',
    host,
    alert: (text: string) => alerts.push(text),
    signal: end.signal,
  };
  const over = runControlServer({ ...options, policy: ['builtin:read-only'] });
  const at = await url;
  const headers = { Authorization: `Bearer ${await adminToken(home)}`, 'Content-Type': 'application/json' };
  const body = JSON.stringify({ agent_id: 'x', action: 'read_file', args: { path: '/data/x' } });
  const answer = await send({ url: at }, { method: 'POST', path: '/authorize', headers, body });
  expect(JSON.parse(answer.text)).toMatchObject({ allowed: true, receipt: { shard: '00' } });
  expect(JSON.parse((await send({ url: at }, { path: '/v1/proxy', headers })).text)).toMatchObject({
    info: { kind: 'server', server: null },
  });
  end.abort();
  await over;
  expect((await queryLog(home, { limit: 10 })).lines.map(({ action }) => action)).toContain('read_file');
  expect(alerts).toEqual([]);
});

it('says what is wrong with the policies, and throws where it cannot listen', async () => {
  const home = tempHome();
  const alerts: string[] = [];
  const host = { open: () => Promise.reject(new Error('taken')) };
  const options = { home: home.root, version: '1', host, alert: (text: string) => alerts.push(text) };
  const signal = new AbortController().signal;
  await expect(runControlServer({ ...options, signal, policy: ['/nowhere.yaml'] })).rejects.toThrow('taken');
  expect(alerts.join('\n')).toContain('/nowhere.yaml');
});
