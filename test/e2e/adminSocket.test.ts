import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { send } from '../admin/host.ts';
import { auditEntries, fixture, leash, startProxy, temporaryHome, type Proxy } from './support.ts';

const POLICY = `name: team
agents: ["*"]
rules:
  - { id: tools, action: [attack, echo], effect: allow, reason: they may }
  - { id: look, action: "delete", effect: ask, reason: somebody should look }
`;

function homeWith(policy: string): string {
  const home = temporaryHome();
  onTestFinished(() => home.remove());
  mkdirSync(join(home.path, 'policies'), { mode: 0o700 });
  writeFileSync(join(home.path, 'policies/team.yaml'), policy, { mode: 0o600 });
  return home.path;
}

async function begun(proxy: Proxy): Promise<void> {
  const clientInfo = { name: 'test', version: '1' };
  proxy.send({ id: 0, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo } });
  await proxy.answer(0);
  proxy.send({ method: 'notifications/initialized' });
}

async function status(home: string): Promise<{ readonly proxies: { readonly id: string; readonly held: number }[] }> {
  return JSON.parse((await leash(['status', '--json', '--home', home])).stdout) as Awaited<ReturnType<typeof status>>;
}

describe('the control socket of a proxy', () => {
  it('lets a server that the proxy has started do nothing but see that it lives, and records that it tried', async () => {
    const home = homeWith(POLICY);
    const server = [...fixture('calls-control.mjs'), join(home, 'run')];
    const proxy = startProxy({ home, server, env: { LEASH_ADMIN_TOKEN: 'leash_admin_from_the_environment' } });
    await begun(proxy);
    proxy.send({ id: 1, method: 'tools/call', params: { name: 'attack', arguments: {} } });
    const { result } = await proxy.answer(1);
    const [content] = (result as { readonly content: { readonly text: string }[] }).content;
    const { health, ...answers } = JSON.parse(content?.text ?? '{}') as Record<string, number>;
    expect(health).toBe(200);
    expect(Object.keys(answers).length).toBeGreaterThanOrEqual(10);
    expect(new Set(Object.values(answers).map((each) => each === 401 || each === 429))).toEqual(new Set([true]));
    await proxy.finish();
    const refused = (await auditEntries(home)).filter(({ action }) => action === 'api_refused');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.entry.action_detail.detail).toMatchObject({ address: 'socket' });
  });

  it('lets a person see and answer a held call, and stop everything', async () => {
    const home = homeWith(POLICY);
    const proxy = startProxy({ home, server: fixture('echo.mjs') });
    await begun(proxy);
    proxy.send({ id: 1, method: 'tools/call', params: { name: 'delete', arguments: { path: '/a\u202e' } } });
    await expect
      .poll(async () => (await status(home)).proxies.map(({ held }) => held), { timeout: 20_000 })
      .toEqual([1]);
    const list = JSON.parse((await leash(['approvals', 'list', '--json', '--home', home])).stdout) as {
      readonly held: { readonly id: string }[];
    };
    const id = list.held[0]?.id ?? '';
    const shown = await leash(['approvals', 'show', id, '--home', home]);
    expect(shown.stdout).toContain('"/a\\u{202e}"');
    expect((await leash(['approvals', 'approve', id, '--home', home])).code).toBe(2);
    expect((await leash(['approvals', 'approve', id, '--yes', '--home', home])).code).toBe(0);
    expect((await proxy.answer(1)).error).toBeUndefined();
    expect((await leash(['stop-all', '--reason', 'odd', '--home', home])).code).toBe(0);
    let next = 2;
    const isDenied = async (): Promise<boolean> => {
      proxy.send({ id: ++next, method: 'tools/call', params: { name: 'echo', arguments: {} } });
      return JSON.stringify(await proxy.answer(next)).includes('everything is stopped: odd');
    };
    await expect.poll(isDenied, { timeout: 5000 }).toBe(true);
    await leash(['resume-all', '--home', home]);
    await expect.poll(isDenied, { timeout: 5000 }).toBe(false);
    await proxy.finish();
    expect((await status(home)).proxies).toEqual([]);
    expect((await leash(['audit', 'verify', '--home', home])).code).toBe(0);
  });

  it('serves the same over TCP with --admin', async () => {
    const home = homeWith(POLICY);
    const proxy = startProxy({ home, server: fixture('echo.mjs'), options: ['--admin', '0'] });
    await begun(proxy);
    await expect.poll(() => proxy.stderr(), { timeout: 20_000 }).toMatch(/the admin API listens on http:\S+/);
    const [, url = ''] = /listens on (http:\S+)/.exec(proxy.stderr()) ?? [];
    const headers = { Authorization: `Bearer ${readFileSync(join(home, 'keys/admin.token'), 'utf8').trim()}` };
    const answer = await send({ url }, { path: '/v1/proxy', headers });
    expect(JSON.parse(answer.text)).toMatchObject({ info: { kind: 'proxy', transport: 'stdio' }, session_count: 1 });
    await proxy.finish();
  });
});
