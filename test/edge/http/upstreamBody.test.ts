import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { readBody, readExcerpt, skipBody } from '../../../src/edge/http/upstreamBody.ts';
import { serve } from './upstreamFake.ts';

async function respond(answer: (response: ServerResponse) => void): Promise<IncomingMessage> {
  const server = await serve((_, response) => answer(response));
  return new Promise((resolve) =>
    httpRequest(server.url, resolve)
      .on('error', () => undefined)
      .end(),
  );
}

interface Read {
  readonly parts: string[];
  readonly ended: Promise<string | null>;
  readonly body: ReturnType<typeof readBody>;
}

function read(response: IncomingMessage, held = false): Read {
  const parts: string[] = [];
  let end: (fault: string | null) => void = () => undefined;
  const ended = new Promise<string | null>((resolve) => {
    end = resolve;
  });
  const body = readBody(response, held, {
    chunk: (chunk) => parts.push(chunk.toString()),
    ended: (fault) => end(fault),
  });
  return { parts, ended, body };
}

describe('the body of a response', () => {
  it('is read to its end', async () => {
    const { parts, ended } = read(await respond((response) => response.end('hello')));
    await expect(ended).resolves.toBeNull();
    expect(parts.join('')).toBe('hello');
  });

  it.each([
    ['reset', (response: ServerResponse): void => void response.socket?.resetAndDestroy()],
    ['closed', (response: ServerResponse): void => void response.socket?.end()],
  ])('says where it broke off: %s', async (_, breaks) => {
    const { parts, ended } = read(
      await respond((response) => {
        response.write('half');
        setImmediate(() => breaks(response));
      }),
    );
    await expect(ended).resolves.toMatch(/broke off/);
    expect(parts.join('')).toBe('half');
  });

  it('waits while it is held', async () => {
    const { parts, ended, body } = read(await respond((response) => response.end('hello')), true);
    for (let turn = 0; turn < 20; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve));
    expect(parts).toEqual([]);
    body.hold(false);
    await ended;
    expect(parts).toEqual(['hello']);
  });

  it('tells nothing more once it is destroyed', async () => {
    const response = await respond((to) => to.end('hello'));
    const chunk = vi.fn();
    const ended = vi.fn();
    const body = readBody(response, true, { chunk, ended });
    body.destroy();
    body.hold(false);
    await new Promise<void>((resolve) => response.once('close', resolve));
    expect([chunk.mock.calls, ended.mock.calls]).toEqual([[], []]);
  });

  it('ends where its reader fails', async () => {
    const response = await respond((to) => to.end('hello'));
    const fault = await new Promise((resolve) => {
      readBody(response, false, {
        chunk() {
          throw new Error('oh\u001b[2J');
        },
        ended: resolve,
      });
    });
    expect(fault).toBe(String.raw`oh\x1b[2J`);
  });
});

describe('the beginning of a body', () => {
  it.each([
    ['hello', 100, 'hello'],
    ['hello', 3, 'hel'],
    ['', 3, ''],
    ['x'.repeat(200_000), 4, 'xxxx'],
  ])('is what is wanted of it', async (text, bytes, excerpt) => {
    const response = await respond((to) => to.end(text));
    expect((await readExcerpt(response, bytes)).toString()).toBe(excerpt);
  });

  it('is what came where the rest does not', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const response = await respond((to) => to.write('half'));
      const excerpt = readExcerpt(response, 100);
      await new Promise<void>((resolve) => response.once('data', () => setImmediate(resolve)));
      vi.advanceTimersByTime(5000);
      expect((await excerpt).toString()).toBe('half');
      expect(response.destroyed).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is all that is read of a body without end, which nobody needs', async () => {
    let closed: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const response = await respond((to) => {
      to.once('close', closed);
      const more = (): void => {
        while (!to.destroyed && to.write('x'.repeat(16 * 1024)));
      };
      to.on('drain', more);
      more();
    });
    skipBody(response);
    await gone;
    expect(response.destroyed).toBe(true);
  });
});
