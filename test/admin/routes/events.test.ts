import { expect, it } from 'vitest';
import { eventRoutes } from '../../../src/admin/routes/events.ts';
import { apiFor } from '../support.ts';

it('streams what happens, as far as it is asked for', async () => {
  const { open, control } = await apiFor();
  const end = new AbortController();
  const response = await open('GET', '/v1/events?kind=decision&agent=ada', { signal: end.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const until = async (word: string): Promise<void> => {
    while (!text.includes(word)) text += (await reader?.read())?.value ?? '';
  };
  await until('event: approvals');
  for (const name of ['bob', 'ada']) {
    await control.gate.authorize({ identity: { name, id: null, verified: false, labels: {} }, action: 'email.send' });
  }
  await until('event: decision');
  expect(text).toContain('"agent":"ada"');
  expect(text).not.toContain('"agent":"bob"');
  end.abort();
  expect(eventRoutes).toHaveLength(1);
});

it('has a limit to how many follow at once', async () => {
  const { open, ask } = await apiFor();
  const end = new AbortController();
  const streams = await Promise.all(
    Array.from({ length: 64 }, () => open('GET', '/v1/events', { signal: end.signal })),
  );
  for (const stream of streams) await stream.body?.getReader().read();
  expect((await ask('GET', '/v1/events')).status).toBe(503);
  end.abort();
});
