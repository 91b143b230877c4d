import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { readBody } from '../../../src/edge/http/body.ts';
import { Room, type Share } from '../../../src/http/room.ts';

function request(headers: Record<string, string> = {}): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  Object.assign(message.headers, headers);
  return message;
}

function shareOf(maxBytes: number): Share {
  return new Room({ maxBytes, maxPerOwner: maxBytes }).of('somebody');
}

function read(message: IncomingMessage, options: { maxBytes?: number; timeoutMs?: number; room?: Share } = {}) {
  const begin = vi.fn();
  const body = readBody(message, { maxBytes: 10, timeoutMs: 10_000, room: shareOf(100), begin, ...options });
  return { body, begin };
}

describe('readBody', () => {
  it('gives what came, wherever the chunks ended', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 5 }), { maxLength: 6 }), async (chunks) => {
        const message = request();
        const { body } = read(message, { maxBytes: 100 });
        for (const chunk of chunks) message.push(Buffer.from(chunk));
        message.push(null);
        expect(await body).toEqual({ kind: 'body', bytes: Buffer.concat(chunks) });
      }),
      { numRuns: 100 },
    );
  });

  it('takes as much as it may, and not a byte more', async () => {
    const [fits, over] = [request(), request()];
    fits.push(Buffer.alloc(10));
    fits.push(null);
    over.push(Buffer.alloc(11));
    expect(await read(fits).body).toMatchObject({ kind: 'body' });
    expect(await read(over).body).toEqual({ kind: 'too-large' });
  });

  it('does not begin with one that announces too much', async () => {
    const { body, begin } = read(request({ 'content-length': '11' }));
    expect(await body).toEqual({ kind: 'too-large' });
    expect(begin).not.toHaveBeenCalled();
    const fine = request({ 'content-length': '10' });
    const { begin: begun } = read(fine);
    expect(begun).toHaveBeenCalledOnce();
    fine.destroy();
  });

  it('waits no longer than it may, and leaves no timer', async () => {
    vi.useFakeTimers();
    const { body } = read(request(), { timeoutMs: 50 });
    vi.advanceTimersByTime(50);
    expect(await body).toEqual({ kind: 'too-slow' });
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('hears of a caller who goes, in the middle or before', async () => {
    const message = request();
    const { body } = read(message);
    message.push('ab');
    message.destroy();
    expect(await body).toEqual({ kind: 'gone' });
    expect(await read(message).body).toEqual({ kind: 'gone' });
  });

  it('gives its room back, however it ends', async () => {
    const room = shareOf(10);
    const [first, second] = [request(), request()];
    const reading = read(first, { room }).body;
    first.push(Buffer.alloc(8));
    second.push(Buffer.alloc(3));
    await new Promise((resolve) => setImmediate(resolve));
    expect(await read(second, { room }).body).toEqual({ kind: 'no-room' });
    first.destroy();
    await reading;
    for (const pieces of [[10], [5, 5], [1, 1, 8]]) {
      const whole = request();
      for (const piece of pieces) whole.push(Buffer.alloc(piece));
      whole.push(null);
      expect(await read(whole, { room }).body).toMatchObject({ kind: 'body' });
    }
  });
});
