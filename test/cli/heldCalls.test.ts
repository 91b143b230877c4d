import { expect, it } from 'vitest';
import type { Fleet, FleetCall } from '../../src/app/control/fleet.ts';
import { argsHashOf } from '../../src/audit/argsHash.ts';
import { fleetFor, heldCall, printCall, timeLeft } from '../../src/cli/heldCalls.ts';
import { outputOn } from '../../src/cli/output.ts';
import { captured, emptyHome, expectHarmless, HOSTILE } from './home.ts';

function callWith(over: Partial<FleetCall> = {}): FleetCall {
  const args = { path: '/a' };
  return {
    proxy: '7-x',
    id: 'abcd1234',
    at: 0,
    expiresAt: 5500,
    session: 's',
    agent: 'helper',
    agentId: null,
    verified: true,
    server: 'files',
    method: 'tools/call',
    action: 'delete',
    resource: null,
    args,
    argsHash: argsHashOf(args)?.hash ?? '',
    policySet: 'sha256:x',
    rules: [{ policy: 'team', rule: 'remove' }],
    reason: 'look',
    owasp: [],
    risk: { level: 'high', effects: ['destructive'] },
    reaches: ['once'],
    ...over,
  };
}

const fleetOf = (...calls: readonly FleetCall[]) =>
  ({ approvals: () => Promise.resolve(calls) }) as Partial<Fleet> as Fleet;

it('finds the one call that an id is the beginning of', async () => {
  const call = callWith();
  expect(await heldCall(fleetOf(call, callWith({ id: 'abce' })), 'abcd')).toBe(call);
  for (const id of ['abc', '', 'zzzz'])
    await expect(heldCall(fleetOf(call), id)).rejects.toMatchObject({ code: 'ERR_USAGE' });
  await expect(heldCall(fleetOf(call, callWith({ id: 'abcd99' })), 'abcd')).rejects.toThrow(/2 calls/);
});

it('shows nothing whose hash is another: what is approved would not be what was seen', async () => {
  const forged = callWith({ args: { path: '/harmless' } });
  await expect(heldCall(fleetOf(forged), 'abcd')).rejects.toMatchObject({ code: 'ERR_CONTROL_UNREACHABLE' });
});

it('prints a call so that no terminal obeys it, and leaves out nothing', () => {
  const { io, out } = captured();
  const text = (over: Partial<FleetCall>): string => {
    out.length = 0;
    printCall(callWith(over), 0, outputOn(io, false));
    return out.join('');
  };
  const hostile = text({
    agent: HOSTILE,
    server: HOSTILE,
    action: HOSTILE,
    reason: HOSTILE,
    args: { [HOSTILE]: [HOSTILE] },
  });
  expectHarmless(hostile);
  expect(text({ args: null })).toContain('(none)');
  expect(text({})).toMatch(/^waits +6 s more, then it is denied$/m);
  expect(text({ verified: false })).toContain('not verified');
});

it('never says that less than nothing is left', () => {
  expect([timeLeft({ expiresAt: 1000 }, 0), timeLeft({ expiresAt: 0 }, 9999)]).toEqual(['1 s', '0 s']);
});

it('asks the processes of the home', async () => {
  expect(await fleetFor({ home: emptyHome().root }).approvals()).toEqual([]);
});
