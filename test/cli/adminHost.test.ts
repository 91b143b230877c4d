import { expect, it } from 'vitest';
import { adminHost } from '../../src/cli/adminHost.ts';
import { controlPlaces } from '../../src/edge/controlSocket.ts';
import { send } from '../admin/host.ts';
import { engineFor, PROXY } from '../admin/support.ts';

it('serves the API of a process on its socket, and over TCP where that is asked for', async () => {
  const engine = await engineFor();
  const said: string[] = [];
  const listen = { host: '127.0.0.1', port: 0, allowHosts: [] };
  const opened = await adminHost({ listen, say: (message) => said.push(message) }).open(engine, PROXY);
  const [, url = ''] = /^the admin API listens on (http:\S+)$/.exec(said[0] ?? '') ?? [];
  const [place] = await controlPlaces(engine.home);
  for (const to of [{ url }, { socket: place?.socket ?? '' }])
    expect((await send(to, { path: '/health' })).status).toBe(200);
  await opened.close();
});
