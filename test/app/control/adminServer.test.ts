import { createServer, type Socket } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { adminServer } from '../../../src/app/control/adminServer.ts';
import { tempFolder } from '../../support/tempHome.ts';

it('answers on connections that others have accepted, and watches the time limits of their requests', async () => {
  const http = adminServer((_, response) => response.end('hi'));
  http.headersTimeout = 200;
  onTestFinished(() => void http.close());
  const socket = join(tempFolder(), 's');
  const sockets: Socket[] = [];
  const listener = createServer((client) => {
    sockets.push(client);
    http.emit('connection', client);
  });
  onTestFinished(() => void listener.close());
  await new Promise<void>((resolve) => listener.listen(socket, resolve));
  const said = (bytes: string): Promise<string> =>
    new Promise((resolve) => {
      let text = '';
      const client = connect(socket, () => client.write(bytes));
      client.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
      client.on('end', () => client.end()).on('close', () => resolve(text));
    });
  expect(await said('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 OK[^]*hi$/);
  expect(await said('GET / HTTP/1.1\r\nHos')).toMatch(/^HTTP\/1\.1 408 /);
});
