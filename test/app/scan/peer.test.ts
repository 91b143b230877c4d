import { describe, expect, it } from 'vitest';
import { peerOf } from '../../../src/app/scan/peer.ts';
import { fakeUpstream, type Script } from './fakeUpstream.ts';

const LIMITS = { maxLineBytes: 10_000, maxDepth: 64, timeoutMs: 5000 };

function peer(script: Script, limits = LIMITS) {
  const fake = fakeUpstream(script);
  return { ...fake, peer: peerOf(fake.upstream, limits) };
}

describe('peerOf', () => {
  it('asks, and gives back the result or the error', async () => {
    const { peer: one } = peer(({ id, method }) => [
      method === 'good' ? { id, result: { a: 1 } } : { id, error: { code: -32601, message: 'no \u001b[2J such' } },
    ]);
    expect(await one.ask('good', {})).toEqual({ kind: 'result', result: { a: 1 } });
    expect(await one.ask('bad', {})).toEqual({ kind: 'error', code: -32601, message: String.raw`no \x1b[2J such` });
  });

  it('takes the answer under the id that was asked with, and no other', async () => {
    const { peer: one } = peer(({ id }) => [
      { id: String(id), result: 'text id' },
      { id: 99, result: 'another' },
      'noise',
      { id, result: 'right' },
    ]);
    expect(await one.ask('x', {})).toEqual({ kind: 'result', result: 'right' });
  });

  it('answers a ping, and refuses whatever else it is asked for', async () => {
    const { peer: one, asked } = peer(({ id, method }) =>
      method === 'x'
        ? [
            { id: 7, method: 'ping' },
            { id: 8, method: 'roots/list' },
            { method: 'notifications/message' },
            { id, result: {} },
          ]
        : [],
    );
    await one.ask('x', {});
    expect(asked.slice(1)).toMatchObject([
      { id: 7, result: {} },
      { id: 8, error: { code: -32601 } },
    ]);
  });

  it('does not wait for ever', async () => {
    const { peer: one } = peer(() => [], { ...LIMITS, timeoutMs: 20 });
    await expect(one.ask('x', {})).rejects.toMatchObject({
      code: 'ERR_SCAN_FAILED',
      message: expect.stringContaining('`x` in time') as string,
    });
  });

  it('says how a server ended, and asks it nothing more', async () => {
    const { peer: one, die } = peer(() => []);
    const asked = one.ask('x', {});
    die({ code: 4, signal: null, stderr: 'out of \u001b[2J luck' });
    const error = { code: 'ERR_SCAN_FAILED', message: expect.stringMatching(/code 4.*out of .*luck/) as string };
    await expect(asked).rejects.toMatchObject(error);
    await expect(one.ask('y', {})).rejects.toMatchObject(error);
  });

  it('takes no answer that can be read in two ways', async () => {
    const { peer: one } = peer(({ id }) => [`{"jsonrpc":"2.0","id":${id ?? 0},"result":{"tools":[],"tools":[1]}}`]);
    await expect(one.ask('x', {})).rejects.toMatchObject({ message: expect.stringContaining('for certain') as string });
    const { peer: other } = peer(({ id }) => [`{"jsonrpc":"2.0","id":${id ?? 0},"result":1,"result":2}`]);
    await expect(other.ask('x', {})).rejects.toMatchObject({ code: 'ERR_SCAN_FAILED' });
  });

  it('gives up on a message that is too long, and on an exchange that fails', async () => {
    const long = peer(() => []);
    const asked = long.peer.ask('x', {});
    long.listener()?.oversize({ bytes: 1e9, id: null, method: null }, {});
    await expect(asked).rejects.toMatchObject({ message: expect.stringContaining('over the limit') as string });
    const failing = peer(() => []);
    const refused = failing.peer.ask('x', {});
    failing.listener()?.exchangeFailed(1, { reason: 'HTTP 500', status: 500, error: null, mayHaveRun: false });
    await expect(refused).rejects.toThrow('HTTP 500');
    const told = failing.peer.ask('y', {});
    failing
      .listener()
      ?.exchangeFailed(2, { reason: 'x', status: 400, error: { code: 5, message: 'bad' }, mayHaveRun: false });
    expect(await told).toEqual({ kind: 'error', code: 5, message: 'bad' });
  });
});
