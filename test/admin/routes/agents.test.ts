import { expect, it } from 'vitest';
import { agentRoutes } from '../../../src/admin/routes/agents.ts';
import { apiFor } from '../support.ts';

it('leads an agent through its life', async () => {
  const { ask } = await apiFor();
  const made = await ask('POST', '/v1/agents', { body: { name: 'helper', vendor: 'acme', labels: { team: 'x' } } });
  expect(Object.keys(made.json).toSorted()).toEqual(['agent', 'expires_at', 'token']);
  const { id } = made.json['agent'] as { readonly id: string };
  expect((await ask('POST', '/v1/agents', { body: { name: 'Helper' } })).status).toBe(422);
  const inherited = Buffer.from('{"name":"inheritor","labels":{"__proto__":"x"}}');
  expect((await ask('POST', '/v1/agents', { bytes: inherited })).status).toBe(422);
  expect((await ask('GET', '/agents/helper')).json).toMatchObject({ id, status: 'active', labels: { team: 'x' } });
  expect((await ask('PATCH', `/agents/${id}`, { body: { description: 'new' } })).json).toMatchObject({
    description: 'new',
  });
  expect((await ask('POST', `/agents/${id}/suspend`)).json).toMatchObject({ status: 'suspended' });
  expect((await ask('POST', `/agents/${id}/resume`, { body: {} })).json).toMatchObject({ status: 'active' });
  const before = made.json['token'] as string;
  const rotated = await ask('POST', `/agents/${id}/rotate`);
  expect(rotated.json['token']).not.toBe(before);
  const old = { token: before, body: { action: 'email.send' } };
  expect((await ask('POST', '/authorize', old)).status).toBe(401);
  expect((await ask('DELETE', `/agents/${id}`)).json).toMatchObject({ status: 'deleted' });
  expect((await ask('GET', '/agents/helper')).status).toBe(404);
  expect((await ask('GET', '/agents/nobody')).status).toBe(404);
  expect(agentRoutes.every(({ tag }) => tag === 'Agents')).toBe(true);
});

it('lists page by page', async () => {
  const { ask } = await apiFor();
  for (const name of ['one', 'two', 'three']) await ask('POST', '/v1/agents', { body: { name } });
  const first = await ask('GET', '/agents?limit=2');
  expect((first.json['agents'] as unknown[]).length).toBe(2);
  const rest = await ask('GET', `/agents?limit=2&after=${String(first.json['after'])}`);
  expect(rest.json).toMatchObject({ agents: [expect.anything()], after: null });
});
