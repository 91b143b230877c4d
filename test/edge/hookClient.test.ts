import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { askHook } from '../../src/edge/hookClient.ts';
import { replyLine } from '../../src/edge/hookWire.ts';
import { tempFolder } from '../support/tempHome.ts';

const KEY = 'ab'.repeat(32);
const ASK = {
  kind: 'ask',
  mark: 'm',
  client: 'cursor',
  agent: null,
  approves: false,
  input: Buffer.from('{}'),
} as const;

/** The note of something that only looks like a resident. */
async function impostor(serve: (socket: Socket, request: string) => void) {
  const socket = join(tempFolder(), 's');
  const peers = new Set<Socket>();
  const server = createServer((peer) => {
    peers.add(peer.on('error', () => undefined));
    peer.once('data', (chunk) => serve(peer, chunk.toString()));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(() => {
    for (const peer of peers) peer.destroy();
    server.close();
  });
  return { pid: 1, startedAt: 0, socket, key: KEY, mark: 'm' };
}

const nonceOf = (request: string): string => (JSON.parse(request.slice(65)) as { readonly nonce: string }).nonce;

describe('askHook', () => {
  it('takes the answer to its own request, in however many pieces', async () => {
    const note = await impostor((socket, request) => {
      const line = replyLine(KEY, nonceOf(request), { kind: 'answer', text: 'yes', warnings: [] });
      socket.write(line.slice(0, 70));
      setImmediate(() => socket.end(line.slice(70)));
    });
    expect(await askHook(note, ASK)).toEqual({ kind: 'answer', text: 'yes', warnings: [] });
  });

  const allow = { kind: 'answer', text: '{"permission":"allow"}', warnings: [] } as const;
  it.each<[string, (socket: Socket, request: string) => void]>([
    ['allows without a seal', (socket) => socket.end('{"permission":"allow"}\n')],
    ['answers another request', (socket) => socket.end(replyLine(KEY, '0', allow))],
    ['does not know the key', (socket, request) => socket.end(replyLine('00'.repeat(32), nonceOf(request), allow))],
    ['sends the request back', (socket, request) => socket.end(request)],
    ['sends garbage', (socket) => socket.end(Buffer.alloc(1000, 0xff))],
    ['sends ten megabytes', (socket) => socket.end(Buffer.alloc(10 * 1024 * 1024, 97))],
    [
      'sends an answer without its end',
      (socket, request) => socket.end(replyLine(KEY, nonceOf(request), allow).trimEnd()),
    ],
    ['hangs up', (socket) => socket.destroy()],
  ])('takes nothing from somebody who %s', async (_, serve) => {
    expect(await askHook(await impostor(serve), ASK)).toBeNull();
  });

  it('waits for nobody who is silent, or who never comes to an end', async () => {
    expect(await askHook(await impostor(() => undefined), ASK, 50)).toBe('silent');
    const dripping = await impostor((socket) => {
      const timer = setInterval(() => socket.write('a'), 5);
      socket.on('close', () => clearInterval(timer));
    });
    expect(await askHook(dripping, ASK, 50)).toBe('silent');
  });

  it('asks nobody about what is too long, and nobody where nobody listens', async () => {
    const note = await impostor(() => undefined);
    expect(await askHook(note, { ...ASK, input: Buffer.alloc(2 * 1024 * 1024) })).toBeNull();
    expect(await askHook({ ...note, socket: `${note.socket}.gone` }, ASK)).toBeNull();
  });
});
