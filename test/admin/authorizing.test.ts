import { expect, it } from 'vitest';
import { authorizeAs, authorizeReply, identityFor } from '../../src/admin/authorizing.ts';
import { agentIn, apiFor } from './support.ts';

const ADMIN = { kind: 'admin' } as const;

it('takes an agent for itself, whomever it names', async () => {
  const { control } = await apiFor();
  const identity = { name: 'helper', id: 'agt_1', verified: true, labels: {} };
  const caller = { kind: 'agent', identity } as const;
  for (const given of [null, 'helper', 'agt_1']) expect(await identityFor(control, caller, given)).toBe(identity);
  for (const given of ['other', 'HELPER', 'agt_2', '']) {
    await expect(identityFor(control, caller, given)).rejects.toMatchObject({ key: 'forbidden' });
  }
});

it('takes people at their word: a registered agent is that one, any other name is merely given', async () => {
  const api = await apiFor();
  const { id } = await agentIn(api, 'helper');
  expect(await identityFor(api.control, ADMIN, 'helper')).toMatchObject({ id, name: 'helper', verified: true });
  expect(await identityFor(api.control, ADMIN, 'somebody')).toMatchObject({ id: null, verified: false });
  await expect(identityFor(api.control, ADMIN, null)).rejects.toMatchObject({ key: 'invalid' });
  await expect(identityFor(api.control, null, 'helper')).rejects.toMatchObject({ key: 'no-token' });
});

it('denies what a suspended agent is said to do', async () => {
  const api = await apiFor();
  const { id } = await agentIn(api, 'helper');
  await api.engine.agents.suspend(id, { by: 'test' });
  const asked = async () => {
    const request = await authorizeAs(api.control, ADMIN, { agent_id: id, action: 'email.send' }, new AbortController().signal);
    return (await api.control.gate.authorize(request)).allowed;
  };
  await expect.poll(asked, { timeout: 2000 }).toBe(false);
});

it('answers in the words of the API', () => {
  const answer = {
    allowed: false,
    effect: 'deny',
    reason: 'r',
    denial: 'd',
    nearMiss: null,
    rules: [{ policy: 'p', rule: 'r' }],
    obligations: [],
    owasp: [],
    policySet: 'sha256:x',
    session: 's',
    receipt: null,
    retryAt: 0,
  } as const;
  expect(authorizeReply(answer)).toMatchObject({ near_miss: null, policy_set: 'sha256:x', retry_at: '1970-01-01T00:00:00.000Z' });
});
