import { expect, it } from 'vitest';
import { authorizeBody, authorizeRoutes } from '../../../src/admin/routes/authorize.ts';
import { apiFor } from '../support.ts';

it('answers a denial as an answer, with its place in the log', async () => {
  const { ask } = await apiFor();
  const { status, json } = await ask('POST', '/v1/authorize', { body: { agent_id: 'x', action: 'file.read' } });
  expect(status).toBe(200);
  expect(json).toMatchObject({ allowed: false, effect: 'deny', receipt: { shard: '00' } });
  expect(json['denial']).toContain('file.read');
  expect(authorizeRoutes).toHaveLength(1);
});

it.each([
  {},
  { action: '' },
  { action: 'a\u0000' },
  { action: 'a', args: [] },
  { action: 'a', wait: 'yes' },
  { action: 1 },
])('takes no %j', (body) => {
  expect(authorizeBody.safeParse(body).success).toBe(false);
});

it('denies what asks for a person where nobody is waited for', async () => {
  const { ask } = await apiFor();
  const { json } = await ask('POST', '/v1/authorize', { body: { agent_id: 'x', action: 'file.delete' } });
  expect(json).toMatchObject({ allowed: false });
});
