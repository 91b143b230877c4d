import { expect, it } from 'vitest';
import { metaRoutes } from '../../../src/admin/routes/meta.ts';
import { apiFor } from '../support.ts';

it('serves the document and a page that may load nothing', async () => {
  const { ask } = await apiFor();
  expect((await ask('GET', '/openapi.json', { token: null })).json).toMatchObject({ openapi: '3.1.0' });
  const page = await ask('GET', '/docs', { token: null });
  expect(page.text).toMatch(/^<!doctype html>/);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(
    metaRoutes(
      () => ({}),
      () => '',
    ),
  ).toHaveLength(2);
});
