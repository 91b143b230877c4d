import { describe, expect, it } from 'vitest';
import { openAccess, type Access } from '../../../src/app/control/access.ts';
import type { TokenReading } from '../../../src/app/control/agents.ts';

const TOKEN = 'leash_admin_0123456789abcdefghijklmnop';
const IDENTITY = { name: 'helper', id: 'agt_1', verified: true, labels: {} };

function door(
  read: (token: string) => Promise<TokenReading> = () => Promise.resolve({ kind: 'refused', why: 'expired' }),
) {
  const notes: unknown[] = [];
  let now = 0;
  const access = openAccess({
    token: TOKEN,
    agents: { read },
    now: () => now,
    note: (agent, detail) => notes.push({ agent, ...detail }),
  });
  return { access, notes, pass: (ms: number) => (now += ms) };
}

const knock = (access: Access, authorization: string | null, address = '127.0.0.1') =>
  access.admit({ authorization, address, route: '/v1/x' });

describe('openAccess', () => {
  it('lets in the admin token, and the token of an agent', async () => {
    const { access } = door(() => Promise.resolve({ kind: 'agent', identity: IDENTITY, expiresAt: null }));
    expect(await knock(access, `Bearer ${TOKEN}`)).toEqual({ kind: 'caller', caller: { kind: 'admin' } });
    expect(await knock(access, 'bearer a.b.c')).toEqual({
      kind: 'caller',
      caller: { kind: 'agent', identity: IDENTITY },
    });
  });

  it.each([
    [null, 'no-credentials'],
    ['', 'malformed'],
    [`Basic ${TOKEN}`, 'malformed'],
    [`Bearer ${TOKEN} x`, 'malformed'],
    [`Bearer ${TOKEN}x`, 'unknown-token'],
    [`Bearer ${TOKEN.slice(0, -1)}`, 'unknown-token'],
    [`Bearer ${TOKEN.toUpperCase()}`, 'unknown-token'],
    ['Bearer a.b.c', 'expired'],
    [`Bearer ${'a'.repeat(100_000)}`, 'malformed'],
  ])('refuses %j, and records why', async (authorization, why) => {
    const { access, notes } = door();
    expect(await knock(access, authorization)).toMatchObject({ kind: 'refused', status: 401 });
    expect(notes).toEqual([{ agent: '', why, address: '127.0.0.1', route: '/v1/x' }]);
  });

  it('refuses where the registry fails', async () => {
    const { access, notes } = door(() => Promise.reject(new Error('disk')));
    expect(await knock(access, 'Bearer a.b.c')).toMatchObject({ kind: 'refused' });
    expect(notes).toMatchObject([{ why: 'unforeseen' }]);
  });

  it('holds one address to its failures and lets others on, until time has passed', async () => {
    const { access, pass } = door();
    for (let i = 0; i < 10; i += 1) expect(await knock(access, 'Bearer x')).toMatchObject({ status: 401 });
    expect(await knock(access, 'Bearer x')).toMatchObject({ status: 429, retryAfterSeconds: 6 });
    expect(await knock(access, 'Bearer x', '10.0.0.2')).toMatchObject({ status: 401 });
    pass(6000);
    expect(await knock(access, 'Bearer x')).toMatchObject({ status: 401 });
  });

  it('holds all addresses together to a limit, and lets the good token in all the while', async () => {
    const { access } = door();
    const statuses = new Set<unknown>();
    for (let i = 0; i < 150; i += 1) {
      const admitted = await knock(access, 'Bearer x', `10.0.0.${i}`);
      statuses.add(admitted.kind === 'refused' ? admitted.status : null);
    }
    expect(statuses).toEqual(new Set([401, 429]));
    expect(await knock(access, `Bearer ${TOKEN}`)).toMatchObject({ kind: 'caller' });
  });

  it('lets no flood fill the log, and tells later how much it left out', async () => {
    const { access, notes, pass } = door();
    for (let i = 0; i < 5000; i += 1) await knock(access, 'Bearer x', `2001:db8::${i.toString(16)}`);
    expect(notes).toHaveLength(20);
    pass(10_000);
    await knock(access, null);
    expect(notes.at(-1)).toMatchObject({ unrecorded_before: 4980 });
  });

  it('records whom it let in and who asked for more', () => {
    const { access, notes } = door();
    const caller = { kind: 'agent', identity: IDENTITY } as const;
    access.forbidden(caller, { authorization: null, address: 'socket', route: '/v1/audit' });
    expect(notes).toEqual([{ agent: 'helper', why: 'forbidden', address: 'socket', route: '/v1/audit' }]);
  });
});
