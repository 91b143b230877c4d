import { randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmdirSync, unlinkSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LeashError } from '../errors.ts';
import { replaceFile } from './durableFile.ts';
import type { Home } from './home.ts';
import { dropHookNote, isOwn, isPipe, notePath, readHookNote, type HookNote } from './hookNote.ts';
import { lineIn, MAX_WIRE_BYTES, readRequestLine, replyLine, type HookReply, type HookRequest } from './hookWire.ts';
import { claimLock, type Slot } from './slots.ts';

export interface HookServerOptions {
  readonly home: Home;
  readonly mark: string;
  /** Answers a request; the signal is aborted when whoever asked has gone. May reject: then nobody is answered. */
  readonly answer: (request: HookRequest, gone: AbortSignal) => Promise<HookReply>;
}

/** Where hooks are answered. */
export interface HookServer {
  /** Whether hooks still find it. */
  isFound(): boolean;
  /** Takes nobody more, waits a moment for those who are being answered, and removes what it left in the home. */
  close(): Promise<void>;
}

/** Takes the place of the one resident of a home; null where it is taken. */
export function claimHook(home: Home): Promise<Slot | null> {
  mkdirSync(home.run, { recursive: true, mode: 0o700 });
  if (!isOwn(home.run, 'isDirectory')) {
    throw new LeashError('ERR_HOME_UNSAFE', `\`${home.run}\` must be a folder of your own, with mode 700`);
  }
  return claimLock(join(home.run, 'hook.lock'), 'hook', 0);
}

/** Listens for hooks, and leaves the note by which they find it. The place must have been claimed. */
export async function openHookServer({ home, mark, answer }: HookServerOptions): Promise<HookServer> {
  const key = randomBytes(32).toString('hex');
  const socket = socketFor(home);
  const note: HookNote = { pid: process.pid, startedAt: Date.now(), socket, key, mark };
  const busy = new Set<Promise<void>>();
  const server = createServer((peer) => {
    const served = serve(peer, key, answer).finally(() => busy.delete(served));
    busy.add(served);
  });
  server.maxConnections = 256;
  await listening(server, socket);
  if (!isPipe(socket)) chmodSync(socket, 0o600);
  await replaceFile(notePath(home), `${JSON.stringify(note)}\n`);
  return {
    isFound: () => readHookNote(home)?.key === key,
    async close() {
      dropHookNote(home, note);
      server.close();
      await Promise.race([Promise.allSettled(busy), new Promise((resolve) => setTimeout(resolve, LAST_MS).unref())]);
      removeSocket(home, socket);
    },
  };
}

/** How long those who are being answered are waited for. */
const LAST_MS = 2000;

/** Longest path that every Unix takes for a socket, with its final zero. */
const LONGEST_PATH = 103;

function socketFor(home: Home): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\leash-hook-${randomBytes(16).toString('hex')}`;
  const plain = plainSocket(home);
  // The place is claimed, so that whoever bound it is no more.
  gone(() => unlinkSync(plain));
  return Buffer.byteLength(plain) <= LONGEST_PATH ? plain : join(mkdtempSync(join(tmpdir(), 'leash-hook-')), 's');
}

function plainSocket(home: Home): string {
  return join(home.run, 'hook.sock');
}

function removeSocket(home: Home, socket: string): void {
  if (isPipe(socket)) return;
  gone(() => {
    if (lstatSync(socket).isSocket()) unlinkSync(socket);
  });
  if (socket !== plainSocket(home)) gone(() => rmdirSync(dirname(socket)));
}

function gone(remove: () => void): void {
  try {
    remove();
  } catch {
    // There is nothing, or somebody took it away with the home.
  }
}

function listening(server: Server, socket: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, () => {
      server.off('error', reject);
      server.on('error', () => undefined);
      resolve();
    });
  });
}

/** How long somebody may take to say what is asked. */
const PATIENCE_MS = 5000;

/** Answers the one request of a connection. Never rejects. */
async function serve(peer: Socket, key: string, answer: HookServerOptions['answer']): Promise<void> {
  const controller = new AbortController();
  peer.on('error', () => undefined);
  peer.on('close', () => controller.abort());
  try {
    const line = await firstLine(peer);
    const request = line === null ? null : readRequestLine(key, line);
    if (request === null) return;
    const reply = await answer(request, controller.signal);
    if (peer.writable) await new Promise<void>((resolve) => peer.end(replyLine(key, request.nonce, reply), resolve));
  } catch {
    // Whoever asked hears nothing, and decides by itself.
  } finally {
    peer.destroy();
  }
}

function firstLine(peer: Socket): Promise<Uint8Array | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const end = (line: Uint8Array | null): void => {
      clearTimeout(timer);
      resolve(line);
    };
    const timer = setTimeout(() => end(null), PATIENCE_MS);
    peer.on('close', () => end(null));
    peer.on('data', (chunk) => {
      if (length > MAX_WIRE_BYTES) return;
      length += chunk.length;
      chunks.push(chunk);
      const line = lineIn(chunks);
      if (line !== null || length > MAX_WIRE_BYTES) end(length > MAX_WIRE_BYTES ? null : line);
    });
  });
}
