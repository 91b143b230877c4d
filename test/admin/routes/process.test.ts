import { expect, it } from 'vitest';
import { processRoutes } from '../../../src/admin/routes/process.ts';
import { apiFor, engineFor } from '../support.ts';
import { tempHome } from '../../support/tempHome.ts';

it('stops and resumes, and is ready in between', async () => {
  const { ask, engine } = await apiFor();
  expect((await ask('GET', '/ready', { token: null })).json).toEqual({ ready: true });
  expect((await ask('POST', '/v1/stop', { body: { reason: 'odd' } })).json).toMatchObject({ changed: true });
  await expect.poll(() => engine.standing.stopped?.reason, { timeout: 2000 }).toBe('odd');
  expect((await ask('GET', '/v1/proxy')).json).toMatchObject({ stopped: { reason: 'odd' } });
  expect((await ask('GET', '/ready', { token: null })).status).toBe(503);
  expect((await ask('POST', '/v1/resume')).json).toEqual({ changed: true, unrecorded: null });
  expect(processRoutes.map(({ path }) => path)).toContain('/v1/metrics');
});

it('tells nobody without a token why it is not ready', async () => {
  const { ask } = await apiFor({ engine: await engineFor(tempHome(), 'secret: [') });
  const answer = await ask('GET', '/ready', { token: null });
  expect([answer.status, answer.json]).toEqual([503, { ready: false }]);
});
