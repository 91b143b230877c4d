import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Home } from '../../../src/edge/home.ts';
import { hookMark } from '../../../src/edge/hookMark.ts';
import { notePath } from '../../../src/edge/hookNote.ts';
import { claimHook } from '../../../src/edge/hookServer.ts';
import { tempHome } from '../../support/tempHome.ts';
import { writePolicy } from '../gate/support.ts';
import { ALLOW_LS, ask, PROGRAM, resident } from './residentSupport.ts';

const ALLOW = '{"hookSpecificOutput":{"permissionDecision":"allow"}}\n';

/** A home in which something that only looks like a resident listens, with a note that is right in all but the key. */
async function besieged(serve: (socket: Socket) => void): Promise<Home> {
  const home = tempHome();
  writePolicy(home, ALLOW_LS);
  await (await claimHook(home))?.release();
  const socket = join(home.run, 'hook.sock');
  const peers = new Set<Socket>();
  const server = createServer((peer) => {
    peers.add(peer.on('error', () => undefined));
    peer.once('data', () => serve(peer));
  });
  const before = process.umask(0o077);
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  process.umask(before);
  onTestFinished(() => {
    for (const peer of peers) peer.destroy();
    server.close();
  });
  const mark = hookMark({ home, policy: [], program: PROGRAM });
  const note = { pid: process.pid, startedAt: 0, socket, key: '00'.repeat(32), mark };
  writeFileSync(notePath(home), JSON.stringify(note), { mode: 0o600 });
  return home;
}

describe('askResident', () => {
  it('has the answer of the resident, and what people should know with it', async () => {
    const home = tempHome();
    writePolicy(home, ALLOW_LS);
    expect(await ask(home, 'ls')).toBeNull();
    const { end } = await resident(home);
    expect([await ask(home, 'ls'), await ask(home, 'rm x')]).toEqual(['allow', 'deny']);
    await end();
    expect(await ask(home, 'ls')).toBeNull();
  });

  it.each<[string, (socket: Socket) => void]>([
    ['allows without a seal', (socket) => socket.end(ALLOW)],
    ['sends garbage', (socket) => socket.end(Buffer.alloc(4096, 0xfe))],
    ['sends ten megabytes', (socket) => socket.end(Buffer.alloc(10 * 1024 * 1024, 97))],
    ['dies while it is asked', (socket) => socket.destroy()],
  ])('has no answer of a socket that %s', async (_, serve) => {
    expect(await ask(await besieged(serve), 'ls')).toBeNull();
  });

  it('waits once for one that hangs: its note goes', async () => {
    const home = await besieged(() => undefined);
    expect(await ask(home, 'ls')).toBeNull();
    expect(existsSync(notePath(home))).toBe(false);
  });

  it('has none where a dead one left everything behind', async () => {
    const home = await besieged(() => undefined);
    const note = { pid: 1, startedAt: 0, socket: join(home.run, 'none.sock'), key: '00'.repeat(32), mark: 'm' };
    writeFileSync(notePath(home), JSON.stringify(note));
    expect(await ask(home, 'ls')).toBeNull();
    rmSync(home.root, { recursive: true });
    expect(await ask(home, 'ls')).toBeNull();
  });
});
