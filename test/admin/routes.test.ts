import { expect, it } from 'vitest';
import { pathsOf } from '../../src/admin/app.ts';
import { ROUTES } from '../../src/admin/routes.ts';

it('has one route for each method and path', () => {
  const all = ROUTES.flatMap((each) => pathsOf(each).map((path) => `${each.method} ${path}`));
  expect(new Set(all).size).toBe(all.length);
});

it('is open to anybody in what says nothing about anybody, and nowhere else', () => {
  expect(ROUTES.filter(({ access }) => access === 'open').map(({ path }) => path)).toEqual([
    '/.well-known/authzen-configuration',
    '/v1/health',
    '/v1/ready',
    '/v1/openapi.json',
    '/v1/docs',
  ]);
});

it.each(['/agents', '/authorize', '/audit', '/health'])('is at %s without a version too', (path) => {
  expect(ROUTES.flatMap(pathsOf)).toContain(path);
});
