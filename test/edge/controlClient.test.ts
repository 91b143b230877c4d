import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { askControl, listenToControl } from '../../src/edge/controlClient.ts';
import { tempFolder } from '../support/tempHome.ts';

async function peer(answer: RequestListener): Promise<{ readonly socket: string; readonly token: string }> {
  const socket = join(tempFolder(), 's');
  const server = createServer(answer);
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return { socket, token: 'secret' };
}

it('asks with the token, and gives what was answered', async () => {
  const at = await peer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => response.writeHead(201).end(`${request.headers.authorization} ${request.method} ${body}`));
  });
  expect(await askControl(at, { method: 'POST', path: '/x', body: { a: 1 } })).toEqual({
    status: 201,
    text: 'Bearer secret POST {"a":1}',
  });
});

it('says that nobody answers where nobody does', async () => {
  const socket = join(tempFolder(), 'none');
  const asked = askControl({ socket, token: 't' }, { method: 'GET', path: '/' });
  await expect(asked).rejects.toMatchObject({ code: 'ERR_CONTROL_UNREACHABLE' });
  const cut = await peer((request) => request.socket.destroy());
  await expect(askControl(cut, { method: 'GET', path: '/' })).rejects.toMatchObject({
    code: 'ERR_CONTROL_UNREACHABLE',
  });
});

it('tells each event of a stream, and once that it is over', async () => {
  const at = await peer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write('event: one\ndata: {"a"');
    response.end(':1}\n\n: beat\n\ndata: 2\n\n');
  });
  const told: unknown[] = [];
  await new Promise<void>((resolve) => {
    listenToControl(at, '/', {
      event: (type, data) => told.push([type, data]),
      ended: () => {
        told.push('ended');
        resolve();
      },
    });
  });
  expect(told).toEqual([['one', '{"a":1}'], ['message', '2'], 'ended']);
});

it('ends where there is no stream, and tells nothing once it was closed', async () => {
  const refusing = await peer((_, response) => response.writeHead(401).end('event: x\ndata: 1\n\n'));
  const told: unknown[] = [];
  await new Promise<void>((resolve) => {
    listenToControl(refusing, '/', { event: (type) => told.push(type), ended: resolve });
  });
  expect(told).toEqual([]);
  const gone = new Promise<void>((resolve) => {
    void peer((request) => request.on('close', resolve)).then((at) => {
      const stream = listenToControl(at, '/', { event: (type) => told.push(type), ended: () => told.push('ended') });
      setImmediate(() => stream.close());
    });
  });
  await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 200))]);
  expect(told).toEqual([]);
});
