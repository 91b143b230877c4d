import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fleetOf, type FleetEvent } from '../../../src/app/control/fleet.ts';
import { openGate } from '../../../src/app/gate/openGate.ts';
import { queryLog } from '../../../src/app/auditQuery.ts';
import { openHost } from '../../admin/host.ts';
import { engineFor } from '../../admin/support.ts';
import { tempHome } from '../../support/tempHome.ts';

const AGENT = { name: 'helper', id: null, verified: false, labels: {} };

/** Two processes of one home. */
async function two() {
  const home = tempHome();
  const first = await openHost({ engine: await engineFor(home) });
  const second = await openHost({ engine: await engineFor(home) });
  return { home, first, second, fleet: fleetOf(home) };
}

describe('fleetOf', () => {
  it('is empty where nothing lives, and touches nothing then', async () => {
    const fleet = fleetOf({ ...tempHome(), run: '/nowhere/run', keys: '/nowhere/keys' });
    expect(await fleet.list()).toEqual({ proxies: [], silent: [] });
    expect(await fleet.approvals()).toEqual([]);
  });

  it('finds every process that lives, but for the one that asks', async () => {
    const { home, first, second, fleet } = await two();
    const { proxies, silent } = await fleet.list();
    expect(proxies.map(({ id }) => id).toSorted()).toEqual([first.id, second.id].toSorted());
    expect(silent).toEqual([]);
    expect(proxies[0]).toMatchObject({ info: { server: 'files', startedAt: 1_760_000_000_000 }, held: 0 });
    const others = await fleetOf(home, () => first.id).list();
    expect(others.proxies.map(({ id }) => id)).toEqual([second.id]);
    await second.close();
    expect((await fleet.list()).proxies).toHaveLength(1);
  });

  it('tells which process does not let it in', async () => {
    const { home, first, fleet } = await two();
    expect((await fleet.list()).silent).toEqual([]);
    writeFileSync(join(home.keys, 'admin.token'), `leash_admin_${'x'.repeat(43)}\n`, { mode: 0o600 });
    const { silent } = await fleetOf(home).list();
    expect(silent.map(({ id }) => id)).toContain(first.id);
    expect(silent[0]?.why).toContain('401');
  });

  it('answers a held call wherever it is held: for what was shown, once', async () => {
    const { home, first, fleet } = await two();
    const gate = openGate(first.engine);
    const asked = gate.authorize({
      identity: AGENT,
      action: 'file.delete',
      args: { path: '/tmp/\u202ex' },
      wait: true,
    });
    await expect.poll(async () => (await fleet.approvals()).length).toBe(1);
    const [call] = await fleet.approvals();
    if (call === undefined) throw new Error('a call is held');
    expect(call).toMatchObject({
      proxy: first.id,
      agent: 'helper',
      action: 'file.delete',
      args: { path: '/tmp/\u202ex' },
    });
    const answer = { verdict: 'approve', argsHash: call.argsHash, reach: 'once', by: 'test' } as const;
    const other = `sha256:${'0'.repeat(64)}`;
    expect(await fleet.answer(call, { ...answer, argsHash: other })).toMatchObject({
      kind: 'refused',
      why: 'other-arguments',
    });
    expect(await fleet.answer({ ...call, id: 'guessed' }, answer)).toMatchObject({ kind: 'refused', why: 'unknown' });
    expect(await fleet.answer(call, answer)).toEqual({ kind: 'answered', verdict: 'approve', grant: null });
    expect((await asked).allowed).toBe(true);
    expect(await fleet.answer(call, answer)).toMatchObject({ kind: 'refused' });
    await expect(fleet.answer({ ...call, proxy: '1-0000000000000000' }, answer)).rejects.toMatchObject({
      code: 'ERR_CONTROL_UNREACHABLE',
    });
    await first.engine.log.close();
    const { lines } = await queryLog(home, { limit: 50 });
    expect(lines.filter(({ action }) => action === 'approval_refused').length).toBeGreaterThanOrEqual(2);
  });

  it('keeps grants until they are revoked', async () => {
    const { first, fleet } = await two();
    const gate = openGate(first.engine);
    const request = { identity: AGENT, session: 's-1', action: 'file.delete', args: { path: '/a' }, wait: true };
    const asked = gate.authorize(request);
    await expect.poll(async () => (await fleet.approvals()).length).toBe(1);
    const [call] = await fleet.approvals();
    if (call === undefined) throw new Error('a call is held');
    await fleet.answer(call, { verdict: 'approve', argsHash: call.argsHash, reach: 'session', by: 'test' });
    expect((await asked).allowed).toBe(true);
    expect((await gate.authorize(request)).allowed).toBe(true);
    const [grant] = await fleet.grants();
    if (grant === undefined) throw new Error('a grant is kept');
    expect(grant).toMatchObject({ proxy: first.id, reach: 'session', uses: 1 });
    expect(await fleet.revoke(grant, 'test')).toBe(true);
    expect(await fleet.revoke(grant, 'test')).toBe(false);
    expect((await gate.authorize({ ...request, wait: false })).allowed).toBe(false);
  });

  it('follows what happens in processes that come and go', async () => {
    const { home, first, second, fleet } = await two();
    const events: FleetEvent[] = [];
    const followed = fleet.follow((event) => events.push(event), { everyMs: 20 });
    onTestFinished(() => followed.close());
    const ofKind = <K extends FleetEvent['kind']>(kind: K) =>
      events.filter((event): event is Extract<FleetEvent, { kind: K }> => event.kind === kind);
    await expect
      .poll(() => new Set(ofKind('status').map(({ proxy }) => proxy.id)))
      .toEqual(new Set([first.id, second.id]));
    await openGate(first.engine).authorize({ identity: AGENT, action: 'email.send' });
    await expect
      .poll(() => ofKind('event').map(({ proxy, event }) => [proxy, event.kind]))
      .toContainEqual([first.id, 'decision']);
    const asked = openGate(second.engine).authorize({ identity: AGENT, action: 'file.delete', wait: true });
    await expect
      .poll(() => ofKind('approvals').find(({ proxy, held }) => proxy === second.id && held.length === 1))
      .toBeDefined();
    await second.close();
    await expect.poll(() => ofKind('left').map(({ proxy }) => proxy)).toEqual([second.id]);
    const third = await openHost({ engine: await engineFor(home) });
    await expect.poll(() => ofKind('status').map(({ proxy }) => proxy.id)).toContain(third.id);
    second.engine.approvals.close();
    await asked;
  });
});
