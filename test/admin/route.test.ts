import { expect, it } from 'vitest';
import { exact, json, route } from '../../src/admin/route.ts';

it('joins what a route says to what it does', async () => {
  const made = route({ method: 'get', path: '/x', access: 'open', tag: 'T', summary: 's', answers: {} }, () =>
    json({ a: 1 }),
  );
  expect(made).toMatchObject({ method: 'get', path: '/x' });
  expect(await made.run({} as Parameters<typeof made.run>[0])).toEqual({ kind: 'json', status: 200, value: { a: 1 } });
  expect(exact(1, 503, { 'X-A': 'b' })).toEqual({ kind: 'exact', status: 503, value: 1, headers: { 'X-A': 'b' } });
});
