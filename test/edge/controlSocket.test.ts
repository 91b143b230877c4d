import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { controlPlaces, openControlSocket } from '../../src/edge/controlSocket.ts';
import { locateHome, prepareHome } from '../../src/edge/home.ts';
import { tempFolder, tempHome } from '../support/tempHome.ts';

/** The id of a process that is no more. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

function greeting(socket: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const client = connect(socket).setEncoding('utf8');
    client.on('data', (text: string) => {
      client.destroy();
      resolve(text);
    });
    client.on('error', reject);
  });
}

it('opens a socket that its user alone can reach, is found by it, and goes with it', async () => {
  const home = tempHome();
  expect(await controlPlaces(home)).toEqual([]);
  const opened = await openControlSocket(home, (socket) => socket.end('hello'));
  expect([statSync(home.run).mode & 0o777, statSync(opened.place.socket).mode & 0o777]).toEqual([0o700, 0o600]);
  expect(await controlPlaces(home)).toEqual([opened.place]);
  expect(await greeting(opened.place.socket)).toBe('hello');
  await opened.close();
  expect([await controlPlaces(home), readdirSync(home.run)]).toEqual([[], []]);
});

it('finds a short path where that of the home is longer than a socket can have', async () => {
  const home = locateHome(join(tempFolder(), 'h'.repeat(120)), {});
  prepareHome(home);
  const opened = await openControlSocket(home, (socket) => socket.end('hello'));
  expect(Buffer.byteLength(opened.place.socket)).toBeLessThan(104);
  expect(statSync(dirname(opened.place.socket)).mode & 0o777).toBe(0o700);
  expect(await controlPlaces(home)).toEqual([opened.place]);
  expect(await greeting(opened.place.socket)).toBe('hello');
  await opened.close();
  expect([readdirSync(home.run), existsSync(dirname(opened.place.socket))]).toEqual([[], false]);
});

it('removes what dead processes left behind, and nothing else', async () => {
  const home = tempHome();
  const opened = await openControlSocket(home, (socket) => socket.end());
  const dead = `${deadPid()}-0123456789abcdef`;
  writeFileSync(join(home.run, `${dead}.sock`), '');
  const precious = join(tempFolder(), 's');
  writeFileSync(precious, 'keep me');
  writeFileSync(join(home.run, `${deadPid()}-fedcba9876543210.json`), JSON.stringify({ socket: precious }));
  writeFileSync(join(home.run, 'notes.txt'), 'mine');
  expect(await controlPlaces(home)).toEqual([opened.place]);
  expect([readdirSync(home.run).length, existsSync(precious)]).toEqual([2, true]);
  await opened.close();
});

it('leaves a process alone that is not seen and answers: one in another container', async () => {
  const home = tempHome();
  mkdirSync(home.run, { mode: 0o700 });
  const socket = join(home.run, `${deadPid()}-0123456789abcdef.sock`);
  const server = createServer((client) => client.end());
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  expect(await controlPlaces(home)).toMatchObject([{ socket }]);
});

it('trusts no folder that others can reach: a socket there would be told the token', async () => {
  const home = tempHome();
  const opened = await openControlSocket(home, (socket) => socket.end());
  chmodSync(home.run, 0o755);
  await expect(controlPlaces(home)).rejects.toMatchObject({ code: 'ERR_HOME_UNSAFE' });
  await expect(openControlSocket(home, (socket) => socket.end())).rejects.toMatchObject({ code: 'ERR_HOME_UNSAFE' });
  await opened.close();
});
