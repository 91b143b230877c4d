import { describe, expect, it } from 'vitest';
import { boundedFetch } from '../../../src/edge/http/boundedFetch.ts';
import { revoke } from '../../../src/edge/http/upstreamAuthRevoke.ts';
import type { OAuthClient } from '../../../src/edge/http/upstreamAuthStore.ts';
import { loopbackServer } from './loopbackServer.ts';

const fetch = boundedFetch({ mayReach: () => true, maxBytes: 1000, timeoutMs: 5000 });

async function revoking(client: OAuthClient, status = 200) {
  const server = await loopbackServer((_, response) => response.writeHead(status).end());
  const metadata = { revocation_endpoint: `${server.origin}/revoke` };
  return { server, done: revoke({ server: { metadata, fetch }, client, token: 't+k' }) };
}

describe('revoke', () => {
  it.each<[OAuthClient, object, string | undefined]>([
    [{ id: 'c', secret: null, method: 'none' }, { token: 't+k', client_id: 'c' }, undefined],
    [
      { id: 'c', secret: 's', method: 'client_secret_post' },
      { token: 't+k', client_id: 'c', client_secret: 's' },
      undefined,
    ],
    [{ id: 'c', secret: 's', method: 'client_secret_basic' }, { token: 't+k' }, 'Basic Yzpz'],
    [{ id: 'c', secret: 's', method: null }, { token: 't+k' }, 'Basic Yzpz'],
  ])('asks as %j', async (client, form, authorization) => {
    const { server, done } = await revoking(client);
    expect(await done).toBe(true);
    const [asked] = server.asked;
    expect(Object.fromEntries(new URLSearchParams(asked?.body))).toEqual(form);
    expect([asked?.method, asked?.headers.authorization]).toEqual(['POST', authorization]);
  });

  it.each([{}, { revocation_endpoint: 7 }])('does nothing where there is no way to: %j', async (metadata) => {
    const client = { id: 'c', secret: null, method: null };
    expect(await revoke({ server: { metadata, fetch }, client, token: 't' })).toBe(false);
  });

  it.each([302, 400, 503])('fails where the server answers %d', async (status) => {
    const { done } = await revoking({ id: 'c', secret: null, method: null }, status);
    await expect(done).rejects.toMatchObject({ code: 'ERR_LOGIN_FAILED', isFinal: false });
  });

  it('fails where nobody answers', async () => {
    const server = await loopbackServer(() => undefined);
    await server.close();
    const metadata = { revocation_endpoint: `${server.origin}/revoke` };
    const failing = revoke({
      server: { metadata, fetch },
      client: { id: 'c', secret: null, method: null },
      token: 't',
    });
    await expect(failing).rejects.toMatchObject({ code: 'ERR_LOGIN_FAILED' });
  });
});
