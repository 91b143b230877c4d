import { randomBytes } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rmdir, unlink, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { LeashError } from '../errors.ts';
import type { Home } from './home.ts';

/** Where a process of this home can be spoken to. */
export interface ControlPlace {
  /** `PID-RANDOM`: its name in `run/`. */
  readonly id: string;
  readonly pid: number;
  /** What a client connects to: a socket, or a named pipe on Windows. */
  readonly socket: string;
}

/** A socket that is open. */
export interface OpenedSocket {
  readonly place: ControlPlace;
  /** Takes nobody more, and removes the file; who is connected stays. */
  close(): Promise<void>;
}

/** Opens the control socket of this process, for its user alone. Whoever connects is handed to `take`. */
export async function openControlSocket(home: Home, take: (socket: Socket) => void): Promise<OpenedSocket> {
  await mkdir(home.run, { recursive: true, mode: 0o700 });
  assertOwn(home.run);
  const id = `${process.pid}-${randomBytes(8).toString('hex')}`;
  const place = await placeFor(home, id);
  const server = createServer(take);
  // Above any number of people; a flood waits in the kernel.
  server.maxConnections = 256;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(place.socket, resolve);
  });
  server.on('error', () => undefined).unref();
  // The folder lets nobody else in, so that nobody came before this.
  if (!isPipe(place.socket)) await chmod(place.socket, 0o600);
  if (place.socket !== plainPath(home, id)) {
    await writeFile(notePath(home, id), `${JSON.stringify({ socket: place.socket })}\n`, { mode: 0o600 });
  }
  return {
    place,
    async close() {
      server.close();
      await remove(home, place);
    },
  };
}

/** Where the processes of a home can be spoken to, the oldest first; what dead ones left behind is removed. */
export async function controlPlaces(home: Home): Promise<readonly ControlPlace[]> {
  const names = await readdir(home.run).catch((): string[] => []);
  if (names.length > 0) assertOwn(home.run);
  const places: ControlPlace[] = [];
  for (const name of names.sort()) {
    const [, id, pid, kind] = /^((\d{1,10})-[0-9a-f]{16})\.(sock|json)$/.exec(name) ?? [];
    if (id === undefined) continue;
    const socket = kind === 'sock' ? join(home.run, name) : await notedSocket(join(home.run, name));
    if (socket === null) continue;
    const place = { id, pid: Number(pid), socket };
    // A container of its own has numbers of its own: a process that is not seen may live, if it answers.
    if (isAlive(place.pid) || (await answers(socket))) places.push(place);
    else await remove(home, place);
  }
  return places;
}

/** Longest path that every Unix takes for a socket, with its final zero. */
const LONGEST_PATH = 103;

async function placeFor(home: Home, id: string): Promise<ControlPlace> {
  if (process.platform === 'win32') return { id, pid: process.pid, socket: `\\\\.\\pipe\\leash-${id}` };
  const plain = plainPath(home, id);
  if (Buffer.byteLength(plain) <= LONGEST_PATH) return { id, pid: process.pid, socket: plain };
  const folder = await mkdtemp(join(tmpdir(), PREFIX));
  return { id, pid: process.pid, socket: join(folder, SOCKET_NAME) };
}

const PREFIX = 'leash-run-';
const SOCKET_NAME = 's';

function plainPath(home: Home, id: string): string {
  return join(home.run, `${id}.sock`);
}

/** What lies in `run/` where the socket itself cannot. */
function notePath(home: Home, id: string): string {
  return join(home.run, `${id}.json`);
}

function isPipe(socket: string): boolean {
  return socket.startsWith('\\\\.\\pipe\\');
}

async function notedSocket(path: string): Promise<string | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    const isNote = typeof value === 'object' && value !== null && 'socket' in value;
    return isNote && typeof value.socket === 'string' ? value.socket : null;
  } catch {
    // It is being written, or has just gone.
    return null;
  }
}

async function remove(home: Home, { id, socket }: ControlPlace): Promise<void> {
  const gone = (path: string): Promise<unknown> => unlink(path).catch(() => undefined);
  await gone(plainPath(home, id));
  await gone(notePath(home, id));
  const folder = dirname(socket);
  // A note says where: nothing is removed on its word but what this program makes.
  if (basename(socket) !== SOCKET_NAME || !basename(folder).startsWith(PREFIX)) return;
  await gone(socket);
  await rmdir(folder).catch(() => undefined);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Whether anybody listens there. */
function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket);
    const end = (isThere: boolean): void => {
      probe.destroy();
      resolve(isThere);
    };
    probe.once('connect', () => end(true));
    probe.once('error', (error) => end('code' in error && error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT'));
  });
}

/** Whoever could put a socket there could take the place of a proxy, and be told the token. */
function assertOwn(folder: string): void {
  if (process.platform === 'win32') return;
  const stat = lstatSync(folder);
  if (stat.isDirectory() && stat.uid === process.getuid?.() && (stat.mode & 0o077) === 0) return;
  throw new LeashError('ERR_HOME_UNSAFE', `\`${folder}\` must be a folder of your own, with mode 700`);
}
