import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { authorizeAs, authorizeReply, identityFor } from '../../src/admin/authorizing.ts';
import { named } from '../../src/app/control/agentIdentity.ts';
import { queryLog } from '../../src/app/auditQuery.ts';
import { agentsPath } from '../../src/edge/agentTable.ts';
import { agentIn, apiFor } from './support.ts';

const ADMIN = { kind: 'admin' } as const;
const EVALUATION = {
  subject: { type: 'agent', id: 'helper' },
  action: { name: 'email.send' },
  resource: { type: 'mail', id: 'm' },
};
const KNOCK = { authorization: null, address: '127.0.0.1', route: '/v1/authorize' };

it('takes an agent for itself, whomever it names', async () => {
  const { control } = await apiFor();
  const identity = { name: 'helper', id: 'agt_1', verified: true, labels: {} };
  const caller = { kind: 'agent', identity } as const;
  for (const given of [null, 'helper', 'agt_1'])
    expect(await identityFor(control, caller, given, KNOCK)).toBe(identity);
  for (const given of ['other', 'HELPER', 'agt_2', '']) {
    await expect(identityFor(control, caller, given, KNOCK)).rejects.toMatchObject({ key: 'forbidden' });
  }
});

it('takes people at their word: a registered agent is that one, any other name is merely given', async () => {
  const api = await apiFor();
  const { id } = await agentIn(api, 'helper');
  expect(await identityFor(api.control, ADMIN, 'helper', KNOCK)).toMatchObject({ id, name: 'helper', verified: true });
  expect(await identityFor(api.control, ADMIN, 'somebody', KNOCK)).toMatchObject({ id: null, verified: false });
  await expect(identityFor(api.control, ADMIN, null, KNOCK)).rejects.toMatchObject({ key: 'invalid' });
  await expect(identityFor(api.control, null, 'helper', KNOCK)).rejects.toMatchObject({ key: 'no-token' });
});

it('denies everybody, and records it, where the registry cannot be read', async () => {
  const api = await apiFor();
  await agentIn(api, 'helper');
  rmSync(agentsPath(api.home));
  await expect.poll(() => api.engine.standing.barred(named('helper')), { timeout: 2000 }).not.toBeNull();
  expect(await identityFor(api.control, ADMIN, 'helper', KNOCK)).toMatchObject({ id: null, verified: false });
  for (const path of ['/v1/authorize', '/access/v1/evaluation']) {
    const body = path === '/v1/authorize' ? { agent_id: 'helper', action: 'email.send' } : EVALUATION;
    const { status, json, text } = await api.ask('POST', path, { body });
    expect({ path, status }).toEqual({ path, status: 200 });
    expect([json['allowed'], json['decision']]).toContain(false);
    expect(text).toMatch(/registry of agents/);
  }
  const denials = async () => (await queryLog(api.home, { agent: 'helper', effect: 'deny', limit: 10 })).lines.length;
  await expect.poll(denials).toBe(2);
  for (const path of ['/v1/agents', '/v1/agents/helper']) expect((await api.ask('GET', path)).status).toBe(503);
});

it('denies what a suspended agent is said to do', async () => {
  const api = await apiFor();
  const { id } = await agentIn(api, 'helper');
  await api.engine.agents.suspend(id, { by: 'test' });
  const asked = async () => {
    const request = await authorizeAs(
      api.control,
      ADMIN,
      { agent_id: id, action: 'email.send' },
      { signal: new AbortController().signal, knock: KNOCK },
    );
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
  expect(authorizeReply(answer)).toMatchObject({
    near_miss: null,
    policy_set: 'sha256:x',
    retry_at: '1970-01-01T00:00:00.000Z',
  });
});
