import { describe, expect, it } from 'vitest';
import { keyFetcher, KeysUnavailable } from '../../../src/edge/http/authKeys.ts';
import { loopbackServer, sendJson } from './loopbackServer.ts';

/** A server whose metadata and keys are what `documents` holds by path; any other path is 404. */
async function publisher(documents: (origin: string) => Record<string, unknown>) {
  const server = await loopbackServer(({ path }, response) => {
    const document = documents(server.origin)[path];
    if (document === undefined) response.writeHead(404).end();
    else if (typeof document === 'string') response.writeHead(200).end(document);
    else sendJson(response, document);
  });
  return server;
}

function fetcherFor(
  issuer: string,
  { jwksUri = null, now = () => 0 }: { jwksUri?: string | null; now?: () => number } = {},
) {
  return keyFetcher({ issuer, jwksUri, now });
}

describe('jwksUri', () => {
  it.each([
    ['/.well-known/oauth-authorization-server', ''],
    ['/.well-known/openid-configuration', ''],
    ['/.well-known/oauth-authorization-server/tenant', '/tenant'],
    ['/tenant/.well-known/openid-configuration', '/tenant'],
    ['/.well-known/openid-configuration/tenant', '/tenant'],
  ])('is found at %s', async (path, suffix) => {
    const { origin } = await publisher((at) => ({ [path]: { issuer: `${at}${suffix}`, jwks_uri: `${at}/keys` } }));
    expect((await fetcherFor(`${origin}${suffix}`).jwksUri()).href).toBe(`${origin}/keys`);
  });

  it('is what the settings say, without asking anybody', async () => {
    const { origin, asked } = await publisher(() => ({}));
    const uri = await fetcherFor(origin, { jwksUri: `${origin}/given` }).jwksUri();
    expect([uri.href, asked.length]).toEqual([`${origin}/given`, 0]);
  });

  const path = '/.well-known/oauth-authorization-server';
  it.each<[string, (at: string) => Record<string, unknown>]>([
    ['nothing', () => ({})],
    ['metadata of another issuer', (at) => ({ [path]: { issuer: 'https://other.example', jwks_uri: `${at}/keys` } })],
    ['metadata with a slash more', (at) => ({ [path]: { issuer: `${at}/`, jwks_uri: `${at}/keys` } })],
    ['metadata without keys', (at) => ({ [path]: { issuer: at } })],
    ['keys that are no text', (at) => ({ [path]: { issuer: at, jwks_uri: [`${at}/keys`] } })],
    ['keys at no URL', (at) => ({ [path]: { issuer: at, jwks_uri: '/keys' } })],
    ['a list', () => ({ [path]: [] })],
    ['a page', () => ({ [path]: '<html>' })],
  ])('is not found where there is %s', async (_, documents) => {
    const { origin } = await publisher(documents);
    await expect(fetcherFor(origin).jwksUri()).rejects.toBeInstanceOf(KeysUnavailable);
  });
});

describe('fetchKeys', () => {
  it('gives a key set', async () => {
    const { origin } = await publisher(() => ({ '/keys': { keys: [{ kty: 'EC' }] } }));
    const response = await fetcherFor(origin).fetchKeys(`${origin}/keys`);
    expect(await response.json()).toEqual({ keys: [{ kty: 'EC' }] });
  });

  it.each([
    ['no key set', { keys: 'x' }],
    ['keys that are none', { keys: [1] }],
    ['a list', []],
    ['a page', '<html>'],
    ['too much', { keys: [{ kty: 'EC', x: 'x'.repeat(300_000) }] }],
    ['nothing', undefined],
  ])('fails on %s', async (_, document) => {
    const { origin } = await publisher(() => ({ '/keys': document }));
    await expect(fetcherFor(origin).fetchKeys(`${origin}/keys`)).rejects.toBeInstanceOf(KeysUnavailable);
  });

  it('goes nowhere over plain http', async () => {
    const fetcher = fetcherFor('https://auth.example');
    await expect(fetcher.fetchKeys('http://auth.example/keys')).rejects.toBeInstanceOf(KeysUnavailable);
  });

  it('does not ask again at once after a failure, however many want to know, and does so later', async () => {
    let time = 0;
    const documents: Record<string, unknown> = {};
    const { origin, asked } = await publisher(() => documents);
    const fetcher = fetcherFor(origin, { now: () => time });
    await expect(fetcher.fetchKeys(`${origin}/keys`)).rejects.toThrow(KeysUnavailable);
    documents['/keys'] = { keys: [] };
    time = 4999;
    await expect(fetcher.fetchKeys(`${origin}/keys`)).rejects.toThrow(KeysUnavailable);
    expect(asked).toHaveLength(1);
    time = 5000;
    expect((await fetcher.fetchKeys(`${origin}/keys`)).status).toBe(200);
  });
});
