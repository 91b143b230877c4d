import { expect, it } from 'vitest';
import { authzenRoutes } from '../../../src/admin/routes/authzen.ts';
import { apiFor } from '../support.ts';

const request = {
  subject: { type: 'agent', id: 'x' },
  action: { name: 'email.send' },
  resource: { type: 'mail', id: 'outbox' },
};

it('evaluates access, and gives the id of a request back', async () => {
  const { ask } = await apiFor();
  const headers = { 'X-Request-ID': 'abc-1' };
  const answer = await ask('POST', '/access/v1/evaluation', { body: request, headers });
  expect([answer.status, answer.json['decision'], answer.headers.get('x-request-id')]).toEqual([200, true, 'abc-1']);
  const denied = await ask('POST', '/access/v1/evaluation', { body: { ...request, action: { name: 'other' } } });
  expect(denied.json['decision']).toBe(false);
  expect((await ask('POST', '/access/v1/evaluation', { body: { subject: request.subject } })).status).toBe(400);
});

it('evaluates several at once', async () => {
  const { ask } = await apiFor();
  const several = { ...request, evaluations: [{}, { action: { name: 'other' } }] };
  const { json } = await ask('POST', '/access/v1/evaluations', { body: several });
  expect(json).toMatchObject({ evaluations: [{ decision: true }, { decision: false }] });
  const first = { ...several, options: { evaluations_semantic: 'permit_on_first_permit' } };
  expect((await ask('POST', '/access/v1/evaluations', { body: first })).json['evaluations']).toHaveLength(1);
  expect(
    (await ask('POST', '/access/v1/evaluations', { body: { ...several, options: { evaluations_semantic: 'x' } } }))
      .status,
  ).toBe(400);
});

it('tells where that is', async () => {
  const { ask } = await apiFor();
  expect((await ask('GET', '/.well-known/authzen-configuration', { token: null })).json).toMatchObject({
    access_evaluation_endpoint: 'http://localhost/access/v1/evaluation',
  });
  expect(authzenRoutes).toHaveLength(3);
});
