import { expect, it } from 'vitest';
import { call, denied, found, times } from './script.ts';

const probes = times(6, (n) => denied('db/query', { sql: `select ${n}` }));

it('says where a tool that was probed went through in the end, and nothing of one that did not', async () => {
  const [through] = await found([probes, call('db/query', { sql: 'select 7' })]);
  expect(through).toMatchObject({ id: 'argument-probing', count: 1 });
  expect(through?.message).toContain('then went through');
  expect(through?.evidence).toHaveLength(7);
  const [alone] = await found([probes, call('db/other', { sql: 'select 7' })]);
  expect(alone?.message).not.toContain('then went through');
});

it('does not take six denials in a day for probing', async () => {
  expect(await found(times(6, (n) => denied('db/query', { sql: `select ${n}` }, { after: 3_600 })))).toEqual([]);
});

it('is not deceived by a new session for each try', async () => {
  const [finding] = await found(times(6, (n) => denied('db/query', { sql: `select ${n}` }, { session: `s${n}` })));
  expect(finding).toMatchObject({ id: 'argument-probing', agent: 'claude', session: null });
});
