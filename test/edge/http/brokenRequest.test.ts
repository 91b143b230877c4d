import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { refuseBroken } from '../../../src/edge/http/brokenRequest.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function failure(code?: string): Error & { code?: string } {
  return Object.assign(new Error('secret'), code === undefined ? {} : { code });
}

function written(socket: PassThrough): string {
  return String(socket.read() ?? '');
}

describe('refuseBroken', () => {
  it.each([
    ['HPE_HEADER_OVERFLOW', '431 '],
    ['HPE_CHUNK_EXTENSIONS_OVERFLOW', '413 '],
    ['ERR_HTTP_REQUEST_TIMEOUT', '408 '],
    ['HPE_INVALID_METHOD', '400 '],
    ['__proto__', '400 '],
    [undefined, '400 '],
  ])('says what is wrong, and closes: %s', (code, status) => {
    const socket = new PassThrough();
    refuseBroken(failure(code), socket, true);
    const text = written(socket);
    expect(text).toContain(`HTTP/1.1 ${status}`);
    expect(text).toContain('Connection: close\r\n');
    const [head = '', body = ''] = text.split('\r\n\r\n');
    expect(head).toContain(`Content-Length: ${body.length}`);
    expect(JSON.parse(body)).toMatchObject({ jsonrpc: '2.0', id: null, error: { code: -32_600 } });
    expect(text).not.toContain('secret');
    expect(socket.writableEnded).toBe(true);
  });

  it('cuts where it may not answer, or nobody would hear', () => {
    const [busy, reset] = [new PassThrough(), new PassThrough()];
    refuseBroken(failure('HPE_INVALID_METHOD'), busy, false);
    refuseBroken(failure('ECONNRESET'), reset, true);
    for (const socket of [busy, reset]) expect([socket.destroyed, written(socket)]).toEqual([true, '']);
  });

  it('answers once, and does not cut what its client is still to read', () => {
    const socket = new PassThrough();
    refuseBroken(failure(), socket, true);
    refuseBroken(failure(), socket, true);
    expect(socket.destroyed).toBe(false);
    expect(written(socket).match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
    vi.runAllTimers();
    expect(socket.destroyed).toBe(true);
  });
});
