import { expect, it } from 'vitest';
import { approvalRoutes } from '../../../src/admin/routes/approvals.ts';
import { apiFor, type Answered } from '../support.ts';

it('shows held calls as they are documented, and takes an answer for what was shown alone', async () => {
  const { ask, control, engine } = await apiFor();
  const identity = { name: 'x', id: null, verified: false, labels: {} };
  const asked = control.gate.authorize({
    identity,
    session: 's',
    action: 'file.delete',
    args: { path: '/a', at: 5 },
    wait: true,
  });
  await expect.poll(() => engine.approvals.held().length).toBe(1);
  const schemaOf = (path: string) => approvalRoutes.find((each) => each.path === path)?.answers[200]?.schema;
  const list = await ask('GET', '/v1/approvals');
  expect(schemaOf('/v1/approvals')?.safeParse(list.json).error?.issues ?? null).toBeNull();
  const [call] = list.json['held'] as { readonly id: string; readonly args_hash: string; readonly args: unknown }[];
  if (call === undefined) throw new Error('a call is held');
  expect(call.args).toEqual({ path: '/a', at: 5 });
  const answer = (over: object): Promise<Answered> =>
    ask('POST', `/v1/approvals/${call.id}`, { body: { verdict: 'approve', args_hash: call.args_hash, ...over } });
  const wrong = await answer({ args_hash: `sha256:${'1'.repeat(64)}` });
  expect([wrong.status, wrong.json['refused']]).toEqual([409, 'other-arguments']);
  expect((await answer({ reach: 'pattern', pattern: { path: '**' } })).json['refused']).toBe('reach');
  expect((await answer({ by: 'x\u001b[31m' })).status).toBe(422);
  expect((await answer({ reach: 'session', for_seconds: 60 })).json).toMatchObject({
    kind: 'answered',
    verdict: 'approve',
  });
  expect((await asked).allowed).toBe(true);
  expect((await answer({})).status).toBeGreaterThanOrEqual(404);
  const grants = await ask('GET', '/v1/approvals/grants');
  expect(schemaOf('/v1/approvals/grants')?.safeParse(grants.json).error?.issues ?? null).toBeNull();
  const [grant] = grants.json['grants'] as { readonly id: string }[];
  expect((await ask('DELETE', `/v1/approvals/grants/${String(grant?.id)}`)).status).toBe(204);
  expect((await ask('DELETE', `/v1/approvals/grants/${String(grant?.id)}`)).status).toBe(404);
});
