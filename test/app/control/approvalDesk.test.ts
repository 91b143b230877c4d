import { expect, it } from 'vitest';
import { approvalDesk } from '../../../src/app/control/approvalDesk.ts';
import type { Answered, ApprovalAnswer, Approvals, Grant, HeldCall } from '../../../src/app/control/approvals.ts';
import type { Fleet, FleetCall, FleetGrant } from '../../../src/app/control/fleet.ts';

const call = (id: string, at: number) => ({ id, at }) as HeldCall;
const answer: ApprovalAnswer = { verdict: 'deny', argsHash: 'x', reach: 'once', by: 'test' };

function desk() {
  const told: string[] = [];
  const said = (where: string, id: string): Promise<Answered> => {
    told.push(`${where} ${id}`);
    return Promise.resolve({ kind: 'answered', verdict: 'deny', grant: null });
  };
  const own: Approvals = {
    held: () => [call('mine', 2)],
    answer: (id) => said('own', id),
    grants: () => [{ id: 'g-mine' } as Grant],
    revoke: (id) => Promise.resolve(id === 'g-mine'),
    onChange: () => () => undefined,
  };
  const fleet: Fleet = {
    list: () => Promise.resolve({ proxies: [], silent: [] }),
    approvals: () => Promise.resolve<readonly FleetCall[]>([{ ...call('theirs', 1), proxy: '7-x' }]),
    answer: ({ id }) => said('fleet', id),
    grants: () => Promise.resolve([{ id: 'g-theirs', proxy: '7-x' } as FleetGrant]),
    revoke: ({ id }) => Promise.resolve(id === 'g-theirs'),
    follow: () => ({ close: () => undefined }),
  };
  return { alone: approvalDesk(own, null), all: approvalDesk(own, fleet), told };
}

it('shows what is held here and elsewhere, the oldest first, or here alone', async () => {
  const { alone, all } = desk();
  expect((await all.held({ local: false })).map(({ id, proxy }) => [id, proxy])).toEqual([
    ['theirs', '7-x'],
    ['mine', null],
  ]);
  expect(await all.held({ local: true })).toHaveLength(1);
  expect(await alone.held({ local: false })).toHaveLength(1);
  expect(await all.grants({ local: false })).toHaveLength(2);
});

it('takes an answer to whoever holds the call; nobody does: this process says and records it', async () => {
  const { alone, all, told } = desk();
  for (const id of ['mine', 'theirs', 'unknown']) await all.answer(id, answer);
  await alone.answer('theirs', answer);
  expect(told).toEqual(['own mine', 'fleet theirs', 'own unknown', 'own theirs']);
});

it('takes back a grant wherever it is kept', async () => {
  const { alone, all } = desk();
  expect([await all.revoke('g-mine', 'x'), await all.revoke('g-theirs', 'x'), await all.revoke('none', 'x')]).toEqual([
    true,
    true,
    false,
  ]);
  expect(await alone.revoke('g-theirs', 'x')).toBe(false);
});
