import { describe, expect, it } from 'vitest';
import { approverFor } from '../../../src/app/approvals/approver.ts';
import type { Asking } from '../../../src/proxy/asked.ts';
import { ASKED, onlyHeld, openBroker } from './support.ts';

const signal = new AbortController().signal;

function asking() {
  const opened = openBroker();
  const approver = approverFor(opened.broker, { name: 'agent', id: 'agt_1', verified: true, labels: {} });
  const held: [Asking, string | null][] = [];
  const outcome = approver.ask(ASKED, { signal, parked: null, onHeld: (...told) => held.push(told) });
  return { ...opened, approver, held, outcome };
}

describe('approverFor', () => {
  it('asks in the name of the agent as it is known, and tells the session only what it needs', () => {
    const { broker, held } = asking();
    const { id, argsHash, ...call } = onlyHeld(broker);
    expect(call).toMatchObject({ agentId: 'agt_1', verified: true });
    expect(held).toEqual([[{ id, argsHash }, null]]);
  });

  it('takes the answer of the client for this very call', async () => {
    const { approver, held, commit, outcome } = asking();
    const confirmed = approver.confirm(held[0]?.[0] ?? { id: '', argsHash: '' }, { verdict: 'approve', reach: 'once' });
    commit();
    expect(await confirmed).toBeNull();
    expect(await outcome).toMatchObject({ kind: 'approved', grant: { by: 'elicitation' } });
  });

  it('says why an answer does not count, unless somebody else was first', async () => {
    const { approver, held, answer, fail, commit } = asking();
    const about = held[0]?.[0] ?? { id: '', argsHash: '' };
    fail(true);
    const unrecorded = approver.confirm(about, { verdict: 'approve', reach: 'once' });
    commit();
    expect(await unrecorded).toContain('could not be recorded');
    expect(await approver.confirm(about, { verdict: 'approve', reach: 'session' })).toContain('reach so far');
    fail(false);
    await answer();
    expect(await approver.confirm(about, { verdict: 'deny', reach: 'once' })).toBeNull();
  });

  it('brings a parked call back', async () => {
    const { broker, commit, approver } = asking();
    const states: (string | null)[] = [];
    const parked = { owner: 's-1', bound: 'b', carried: {} };
    const call = { ...ASKED, args: { other: 1 } };
    void approver.ask(call, { signal, parked, onHeld: (_asking, state) => states.push(state) });
    expect(broker.held()).toHaveLength(2);
    const choice = { verdict: 'approve', reach: 'once' } as const;
    const back = approver.comeBack(call, { state: states[0] ?? '', owner: 's-1', bound: 'b', choice });
    commit();
    expect(await back).toMatchObject({ kind: 'approved', carried: {} });
  });
});
