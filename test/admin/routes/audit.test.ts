import { expect, it } from 'vitest';
import { auditRoutes } from '../../../src/admin/routes/audit.ts';
import { apiFor } from '../support.ts';

it('reads, shows, proves, exports and verifies what was decided', async () => {
  const { ask } = await apiFor();
  const body = { agent_id: 'x', action: 'email.send', args: { to: 'ada', at: 7 } };
  const { receipt } = (await ask('POST', '/authorize', { body })).json as {
    readonly receipt: { readonly index: number };
  };
  const place = `00:${receipt.index}`;
  const page = await ask('GET', '/v1/audit?action=email.send');
  expect(page.json).toMatchObject({ items: [{ place, effect: 'allow', agent: 'x' }], cursor: null });
  // The openings of commitments are written behind the entry.
  await expect
    .poll(async () => (await ask('GET', `/v1/audit/${place}`)).json)
    .toMatchObject({ place, disclosed: { hidden: 0 } });
  const shown = await ask('GET', `/v1/audit/${place}`);
  expect(JSON.stringify(shown.json['disclosed'])).toContain('"ada"');
  expect((await ask('GET', `/v1/audit/${place}/proof`)).json).toMatchObject({ place, index: receipt.index });
  const csv = await ask('GET', '/v1/audit/export?format=csv&effect=allow');
  expect([csv.headers.get('content-type'), csv.headers.get('content-disposition')]).toEqual([
    'text/csv; charset=utf-8',
    'attachment; filename="leash-audit.csv"',
  ]);
  expect(csv.text).toContain('email.send');
  expect((await ask('POST', '/v1/audit/verify')).json).toMatchObject({ status: 'verified' });
  expect((await ask('POST', '/v1/audit/verify', { body: { key: 'nonsense' } })).status).toBeGreaterThanOrEqual(400);
  expect((await ask('GET', '/v1/audit/00:99999')).status).toBe(404);
  expect((await ask('GET', '/v1/audit?cursor=nonsense')).status).toBe(422);
  expect(auditRoutes.every(({ access }) => access === 'admin')).toBe(true);
});
