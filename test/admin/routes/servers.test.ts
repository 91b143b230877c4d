import { expect, it } from 'vitest';
import { serverRoutes } from '../../../src/admin/routes/servers.ts';
import { pinStore } from '../../../src/edge/pinStore.ts';
import { apiFor } from '../support.ts';

it('scans what it is given, and knows no server yet', async () => {
  const { ask, home } = await apiFor();
  const { json } = await ask('POST', '/v1/scan', {
    body: { name: 'files', listing: { tools: [{ name: 'read_file' }] } },
  });
  expect(json).toMatchObject({ tools: [{ name: 'read_file' }] });
  expect((await ask('POST', '/v1/scan', { body: { name: 'files', listing: {} } })).status).toBe(422);
  expect((await ask('GET', '/v1/pins')).json).toEqual({ servers: [] });
  expect((await ask('GET', '/v1/trust?server=../../keys')).status).toBe(422);
  await pinStore(home, 'files').update(() => ({
    file: { server: 'files', identities: [] },
  }));
  expect((await ask('GET', '/v1/trust?server=files')).status).toBeGreaterThanOrEqual(200);
  const body = { server: 'files', id: 'sha256:x', fingerprints: ['a'], verdict: 'accept' };
  expect((await ask('POST', '/v1/trust', { body })).status).toBeGreaterThanOrEqual(400);
  expect(serverRoutes).toHaveLength(4);
});
