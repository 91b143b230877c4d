import { expect, it } from 'vitest';
import { docsPage } from '../../src/admin/docsPage.ts';
import { openapiDocument } from '../../src/admin/openapi.ts';
import { ROUTES } from '../../src/admin/routes.ts';

const page = docsPage(openapiDocument(ROUTES, '1.2.3'));

it('shows every route, and leads to each', () => {
  for (const { path, summary } of ROUTES) {
    expect(page).toContain(path.replaceAll('/', '/<wbr>'));
    expect(page).toContain(summary.replace(/`([^`]*)`/g, '<code>$1</code>'));
  }
  const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
  const ids = new Set([...page.matchAll(/id="([^"]+)"/g)].map(([, id]) => id));
  expect(links.length).toBeGreaterThan(ROUTES.length);
  expect(links.filter((id) => id === undefined || !ids.has(id))).toEqual([]);
});

it('is whole: it runs nothing and loads nothing', () => {
  expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\son\w+=/i);
  expect([...page.matchAll(/(?:src|href)="(?!#)/g)]).toEqual([]);
});
