import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeConnection } from './fakeConnection.ts';

describe('Reply', () => {
  it('is one response with its length', async () => {
    const connection = new FakeConnection();
    connection.reply.also({ 'X-Also': 'a' });
    connection.reply.end(404, '{"é":1}', { 'X-More': 'b' });
    await turn();
    const text = connection.text();
    expect(text).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
    for (const header of [
      'X-Also: a',
      'X-More: b',
      'Content-Length: 8',
      'Content-Type: application/json',
      'Cache-Control: no-store',
      'X-Content-Type-Options: nosniff',
    ])
      expect(text).toContain(`${header}\r\n`);
    expect(connection.reply.isOpen).toBe(false);
  });

  it.each([0, 16 * 1024, 16 * 1024 + 1])(
    'is the bytes that it was given, whatever they are: %d of them',
    async (length) => {
      const connection = new FakeConnection();
      const bytes = Buffer.from(Array.from({ length }, (_, index) => index % 256));
      connection.reply.end(200, bytes);
      await turn();
      const all = connection.bytes();
      expect(all.subarray(all.indexOf('\r\n\r\n') + 4).equals(bytes)).toBe(true);
    },
  );

  it.each([
    [202, 'Content-Length: 0'],
    [204, 'X-Content-Type-Options'],
  ])('has no body where there is none: %d', async (status, header) => {
    const connection = new FakeConnection();
    connection.reply.end(status, null);
    await turn();
    const text = connection.text();
    expect(text).toContain(header);
    expect(text).not.toContain('Content-Type:');
    if (status === 204) expect(text).not.toContain('Content-Length');
  });

  it('streams, its head by itself where nothing follows at once', async () => {
    const connection = new FakeConnection();
    connection.reply.stream({ 'Mcp-Session-Id': 'abc' });
    expect([connection.reply.streams, connection.text()]).toEqual([true, '']);
    await turn();
    const head = connection.text();
    expect(head).toMatch(/\r\n\r\n$/);
    for (const header of [
      'Content-Type: text/event-stream',
      'Cache-Control: no-cache, no-transform',
      'X-Accel-Buffering: no',
      'X-Content-Type-Options: nosniff',
      'Mcp-Session-Id: abc',
    ])
      expect(head).toContain(`${header}\r\n`);
    connection.reply.write(':\n\n');
    await turn();
    expect(connection.text()).toContain(':\n\n');
  });

  it('does nothing once it has ended, or once the caller has gone', async () => {
    const [ended, left] = [new FakeConnection(), new FakeConnection()];
    ended.reply.end(200, '{}');
    left.reply.lost();
    for (const { reply } of [ended, left]) {
      reply.end(500, 'late');
      reply.stream();
      reply.write('late');
      reply.close();
      expect([reply.isOpen, reply.streams]).toEqual([false, false]);
    }
    await turn();
    expect(ended.text()).not.toContain('late');
    expect(left.text()).toBe('');
  });

  it('takes no whole response in the middle of a stream', async () => {
    const connection = new FakeConnection();
    connection.reply.stream();
    connection.reply.end(500, 'late');
    connection.reply.close();
    await turn();
    expect(connection.text()).not.toContain('late');
    expect(connection.reply.isOpen).toBe(false);
  });

  it('tells once when the caller goes, and not after it has ended', () => {
    const [open, ended] = [new FakeConnection(), new FakeConnection()];
    const [gone, late] = [vi.fn(), vi.fn()];
    open.reply.onGone(gone);
    ended.reply.onGone(late);
    ended.reply.end(200, '{}');
    for (const { reply } of [open, open, ended]) reply.lost();
    expect(gone).toHaveBeenCalledOnce();
    expect(late).not.toHaveBeenCalled();
  });

  it('tells when all was taken, and knows how much was not', async () => {
    const connection = new FakeConnection();
    const idle = vi.fn();
    connection.stop();
    connection.reply.onIdle(idle);
    connection.reply.stream();
    connection.reply.write(Buffer.alloc(100_000));
    await turn();
    expect(idle).not.toHaveBeenCalled();
    expect(connection.reply.queued).toBeGreaterThan(90_000);
    connection.take();
    await vi.waitFor(() => expect(idle).toHaveBeenCalled(), 10_000);
    expect(connection.reply.queued).toBe(0);
  });

  it('counts nothing, and waits for nothing, once the caller has gone', () => {
    const connection = new FakeConnection();
    const idle = vi.fn();
    connection.stop();
    connection.reply.onIdle(idle);
    connection.reply.stream();
    connection.reply.write(Buffer.alloc(100_000));
    connection.reply.lost();
    expect([connection.reply.queued, idle.mock.calls.length]).toEqual([0, 1]);
  });
});

describe('a connection whose request was not read', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each<[string, Record<string, string>, string]>([
    ['goes on behind a short body', { 'content-length': '10' }, 'keep-alive'],
    ['closes behind a long one', { 'content-length': '10000000' }, 'close'],
    ['closes behind one of unknown length', { 'transfer-encoding': 'chunked' }, 'close'],
    ['closes where the body was never asked for', { 'content-length': '10', expect: '100-continue' }, 'close'],
    ['goes on where there is no body', {}, 'keep-alive'],
  ])('%s', async (_, headers, connectionHeader) => {
    const connection = new FakeConnection(headers);
    connection.reply.end(403, '{}');
    vi.runAllTimers();
    await turn();
    const text = connection.text();
    expect(/Connection: (\S+)/.exec(text)?.[1] ?? 'keep-alive').toBe(connectionHeader);
    expect(text).toContain('{}');
    expect(connection.response.writableEnded).toBe(true);
  });
});
