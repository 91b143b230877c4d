import { chmodSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { locateHome, prepareHome } from '../../src/edge/home.ts';
import { askHook } from '../../src/edge/hookClient.ts';
import { readHookNote } from '../../src/edge/hookNote.ts';
import { claimHook, openHookServer } from '../../src/edge/hookServer.ts';
import { replyLine, requestLine } from '../../src/edge/hookWire.ts';
import { tempFolder, tempHome } from '../support/tempHome.ts';
import { hookServer, promised } from './hookSupport.ts';

const ASK = {
  kind: 'ask',
  mark: 'm',
  client: 'cursor',
  agent: null,
  approves: false,
  input: Buffer.from('in'),
} as const;

/** What comes back for some bytes. */
function said(socket: string, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const peer = connect(socket);
    peer.on('error', () => undefined);
    peer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    peer.on('close', () => resolve(text));
    peer.end(bytes);
  });
}

describe('claimHook', () => {
  it('gives the place of a home to one at a time', async () => {
    const home = tempHome();
    const claims = await Promise.all([claimHook(home), claimHook(home), claimHook(home)]);
    const [first, ...others] = claims.filter((claim) => claim !== null);
    expect(others).toEqual([]);
    await first?.release();
    const next = await claimHook(home);
    expect(next).not.toBeNull();
    await next?.release();
  });

  it('refuses a folder that others can reach', async () => {
    const home = tempHome();
    const place = await claimHook(home);
    await place?.release();
    chmodSync(home.run, 0o755);
    expect(() => claimHook(home)).toThrow('folder of your own');
  });
});

describe('openHookServer', () => {
  it('answers many at once, each its own', async () => {
    const home = tempHome();
    const { note } = await hookServer(home, (request) =>
      Promise.resolve({
        kind: 'answer',
        text: request.kind === 'ask' ? Buffer.from(request.input).toString() : '',
        warnings: [],
      }),
    );
    expect(statSync(note.socket).mode & 0o777).toBe(0o600);
    const texts = Array.from({ length: 50 }, (_, index) => `call ${index}`);
    const replies = await Promise.all(texts.map((text) => askHook(note, { ...ASK, input: Buffer.from(text) })));
    expect(
      replies.map((reply) => (reply === null || reply === 'silent' || reply.kind !== 'answer' ? '' : reply.text)),
    ).toEqual(texts);
  });

  it('says nothing to whoever does not know the key, sends no request, or too much', async () => {
    const home = tempHome();
    let asked = 0;
    const { note } = await hookServer(home, () => {
      asked += 1;
      return Promise.resolve({ kind: 'done' });
    });
    const stop = { kind: 'stop', nonce: 'n' } as const;
    expect(await said(note.socket, requestLine('00'.repeat(32), stop))).toBe('');
    expect(await said(note.socket, `${JSON.stringify(stop)}\n`)).toBe('');
    expect(await said(note.socket, Buffer.alloc(3 * 1024 * 1024, 97))).toBe('');
    expect(asked).toBe(0);
    expect(await said(note.socket, requestLine(note.key, stop))).toBe(replyLine(note.key, 'n', { kind: 'done' }));
  });

  it('says nothing where no answer can be found, and goes on with the next', async () => {
    const home = tempHome();
    let fails = true;
    const { note } = await hookServer(home, () => {
      if (fails) return Promise.reject(new Error('unforeseen'));
      return Promise.resolve({ kind: 'done' });
    });
    expect(await askHook(note, ASK)).toBeNull();
    fails = false;
    expect(await askHook(note, ASK)).toEqual({ kind: 'done' });
  });

  it('tells when whoever asked has gone', async () => {
    const home = tempHome();
    const gone = promised<boolean>();
    const { note } = await hookServer(home, (_, signal) => {
      signal.addEventListener('abort', () => gone.keep(true));
      return gone.promise.then(() => ({ kind: 'done' as const }));
    });
    expect(await askHook(note, ASK, 20)).toBe('silent');
    expect(await gone.promise).toBe(true);
  });

  it('answers who is waiting before it goes, and leaves nothing behind but its lock', async () => {
    const home = tempHome();
    const place = await claimHook(home);
    const answer = promised<{ readonly kind: 'done' }>();
    const heard = promised<null>();
    const server = await openHookServer({
      home,
      mark: 'mark',
      answer: () => {
        heard.keep(null);
        return answer.promise;
      },
    });
    const note = readHookNote(home);
    if (note === null) throw new Error('no note');
    const waiting = askHook(note, ASK);
    await heard.promise;
    const closed = server.close();
    answer.keep({ kind: 'done' });
    expect(await waiting).toEqual({ kind: 'done' });
    await closed;
    await place?.release();
    expect(readdirSync(home.run)).toEqual(['hook.lock']);
  });

  it('takes the place of a socket that a dead one left, and finds a short path where the home is deep', async () => {
    const home = tempHome();
    const place = await claimHook(home);
    await place?.release();
    writeFileSync(join(home.run, 'hook.sock'), '');
    expect(await askHook((await hookServer(home)).note, { kind: 'ping' })).toEqual({ kind: 'done' });
    const deep = locateHome(join(tempFolder(), 'h'.repeat(120)), {});
    prepareHome(deep);
    const { note, server } = await hookServer(deep);
    expect(Buffer.byteLength(note.socket)).toBeLessThan(104);
    expect(await askHook(note, { kind: 'ping' })).toEqual({ kind: 'done' });
    await server.close();
    expect(existsSync(dirname(note.socket))).toBe(false);
  });
});
