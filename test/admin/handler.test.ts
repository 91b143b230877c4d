import { expect, it } from 'vitest';
import { openHost, send } from './host.ts';

it('answers an authorization over a connection as the gate decides it, and gives the caller up where it goes away', async () => {
  const { engine, socket, token } = await openHost();
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const ask = (action: string, wait: boolean) =>
    send(
      { socket },
      { method: 'POST', path: '/v1/authorize', headers, body: JSON.stringify({ agent_id: 'x', action, wait }) },
    );
  expect(JSON.parse((await ask('email.send', false)).text)).toMatchObject({ allowed: true });
  expect(JSON.parse((await ask('other', false)).text)).toMatchObject({ allowed: false });
  const { request } = await import('node:http');
  const waiting = request({ socketPath: socket, method: 'POST', path: '/v1/authorize', headers });
  waiting.on('error', () => undefined);
  waiting.end(JSON.stringify({ agent_id: 'x', action: 'file.delete', wait: true }));
  await expect.poll(() => engine.approvals.held().length).toBe(1);
  waiting.destroy();
  await expect.poll(() => engine.approvals.held().length).toBe(0);
});
