import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { hasBody, readPast, unreadBody } from '../../../src/edge/http/unreadBody.ts';

function request(headers: Record<string, string> = {}): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  Object.assign(message.headers, headers);
  return message;
}

describe('hasBody', () => {
  it.each<[Record<string, string>, boolean]>([
    [{}, false],
    [{ 'content-length': '0' }, false],
    [{ 'content-length': '1' }, true],
    [{ 'transfer-encoding': 'chunked' }, true],
  ])('goes by the headers that frame it: %j', (headers, is) => {
    expect(hasBody(request(headers))).toBe(is);
  });
});

describe('unreadBody', () => {
  it.each<[Record<string, string>, string]>([
    [{}, 'none'],
    [{ 'content-length': '0', expect: '100-continue' }, 'none'],
    [{ 'content-length': '65536' }, 'little'],
    [{ 'content-length': '65537' }, 'much'],
    [{ 'transfer-encoding': 'chunked' }, 'much'],
    [{ 'content-length': '1', expect: '100-continue' }, 'unasked'],
  ])('says what is still to come: %j', (headers, kind) => {
    expect(unreadBody(request(headers))).toBe(kind);
  });

  it('is none once all has come, and no longer unasked once it was read from', () => {
    const [whole, begun] = [
      request({ 'content-length': '9' }),
      request({ 'content-length': '9', expect: '100-continue' }),
    ];
    whole.complete = true;
    begun.resume();
    expect([unreadBody(whole), unreadBody(begun)]).toEqual(['none', 'little']);
  });
});

describe('readPast', () => {
  it('ends with the body', async () => {
    const message = request();
    const done = vi.fn();
    readPast(message, done);
    message.push('abc');
    await turn();
    expect(done).not.toHaveBeenCalled();
    message.push(null);
    await turn();
    expect(done).toHaveBeenCalledOnce();
  });

  it('ends with the connection', async () => {
    const message = request();
    const done = vi.fn();
    readPast(message, done);
    message.destroy();
    await turn();
    expect(done).toHaveBeenCalledOnce();
  });

  it('reads no body without end, and waits for none', async () => {
    const endless = request();
    const done = vi.fn();
    readPast(endless, done);
    for (let mebibyte = 0; mebibyte < 5; mebibyte += 1) {
      endless.push(Buffer.alloc(1024 * 1024));
      await turn();
    }
    expect(done).toHaveBeenCalledOnce();
    vi.useFakeTimers();
    const late = vi.fn();
    readPast(request(), late);
    vi.advanceTimersByTime(1000);
    vi.useRealTimers();
    expect(late).toHaveBeenCalledOnce();
  });
});
