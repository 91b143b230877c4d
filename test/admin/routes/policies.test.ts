import { expect, it } from 'vitest';
import { policyRoutes } from '../../../src/admin/routes/policies.ts';
import { apiFor } from '../support.ts';

it('lists the policies in force, and checks others', async () => {
  const { ask } = await apiFor();
  const { policies } = (await ask('GET', '/v1/policies')).json as {
    readonly policies: readonly { readonly name: string }[];
  };
  expect(policies.map(({ name }) => name)).toEqual(['team', 'default']);
  expect((await ask('POST', '/v1/policies/validate')).json).toMatchObject({ ok: true });
  expect((await ask('POST', '/v1/policies/validate', { body: { policies: ['a: ['] } })).json).toMatchObject({
    ok: false,
  });
  expect(policyRoutes).toHaveLength(4);
});

it('runs cases, and reads no file that they name', async () => {
  const { ask } = await apiFor();
  const run = (policies: string) =>
    ask('POST', '/v1/policies/test', {
      body: {
        cases: `${policies}cases:\n  - { it: mails, request: { tool: email.send }, want: { outcome: allow } }\n`,
      },
    });
  expect((await run('')).json).toMatchObject({ problems: [], results: [{ it: 'mails' }] });
  const named = await run('policies: [/etc/passwd]\n');
  expect(named.json).toMatchObject({ problems: [{ message: 'expected a policy, or `builtin:NAME`' }], results: [] });
});

it('decides the log again', async () => {
  const { ask } = await apiFor();
  await ask('POST', '/authorize', { body: { agent_id: 'x', action: 'email.send' } });
  const { json } = await ask('POST', '/v1/policies/replay', {
    body: { policies: ['name: none\nagents: ["*"]\nrules:\n  - { action: "*", effect: deny, reason: no }\n'] },
  });
  expect(json).toMatchObject({ decisions: 1, changed: 1, same: 0 });
  expect((await ask('POST', '/v1/policies/replay', { body: { policies: ['a: ['] } })).status).toBe(409);
});
