import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { MAX_BODY_BYTES, readBody } from '../../src/admin/body.ts';
import { ProblemError } from '../../src/admin/problem.ts';
import { tempFolder } from '../support/tempHome.ts';
import { send } from './host.ts';

async function reader(): Promise<string> {
  const socket = join(tempFolder(), 's');
  const server = createServer((request, response) => {
    readBody(request, response).then(
      (bytes) => response.end(String(bytes?.length ?? 'none')),
      (error: unknown) =>
        response.writeHead(400, { Connection: 'close' }).end(error instanceof ProblemError ? error.key : '?'),
    );
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return socket;
}

it('reads a body to its end, up to a mebibyte', async () => {
  const socket = await reader();
  expect((await send({ socket }, { path: '/' })).text).toBe('none');
  for (const length of [0, 1, MAX_BODY_BYTES]) {
    const sent = await send(
      { socket },
      { method: 'POST', path: '/', body: Buffer.alloc(length), headers: { 'Content-Length': String(length) } },
    );
    expect(sent.text).toBe(String(length));
  }
});

it('reads no byte of one that says that it is larger', async () => {
  const socket = await reader();
  const headers = { 'Content-Length': String(MAX_BODY_BYTES + 1), Expect: '100-continue' };
  const sent = await send(
    { socket },
    { method: 'POST', path: '/', headers, body: Buffer.alloc(MAX_BODY_BYTES + 1) },
  ).catch(() => ({
    text: 'too-large',
  }));
  expect(sent.text).toBe('too-large');
});
