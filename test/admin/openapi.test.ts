import { expect, it } from 'vitest';
import { openapiDocument } from '../../src/admin/openapi.ts';
import { ROUTES } from '../../src/admin/routes.ts';

const document = openapiDocument(ROUTES, '1.2.3');

it('says of each route who may use it, and that it answers problems', () => {
  for (const { path, method, access, widens } of ROUTES) {
    const operation = document.paths?.[path]?.[method];
    const names = (operation?.security ?? []).flatMap((each) => Object.keys(each));
    const who = { open: [], admin: ['admin'], agent: ['admin', 'agent'], self: ['admin', 'agent'] }[access];
    expect([...new Set(names)]).toEqual([...who, ...(widens === undefined ? [] : ['passphrase'])]);
    expect(operation?.responses).toHaveProperty('default');
  }
  expect(document).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } });
});

it('refers to nothing that is not there, and is plain JSON', () => {
  const text = JSON.stringify(document);
  const names = new Set([...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name ?? ''));
  expect(names.size).toBeGreaterThan(3);
  for (const name of names) expect(document.components?.schemas).toHaveProperty(name);
  expect(JSON.parse(text)).toEqual(document);
});

it('names each parameter of a path', () => {
  for (const { path, params } of ROUTES) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(Object.keys(params?.shape ?? {})).toEqual(named);
  }
});
