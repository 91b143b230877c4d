import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvents, readJson } from '../../../src/edge/http/upstreamAnswer.ts';
import { serve } from './upstreamFake.ts';

async function respond(answer: (response: ServerResponse) => void): Promise<IncomingMessage> {
  const server = await serve((_, response) => answer(response));
  return new Promise((resolve) =>
    httpRequest(server.url, resolve)
      .on('error', () => undefined)
      .end(),
  );
}

const OPTIONS = { maxMessageBytes: 1000, held: false };

/** What is told, in order. */
function told(read: (sink: Parameters<typeof readEvents>[2]) => unknown): Promise<unknown[]> {
  const all: unknown[] = [];
  return new Promise((resolve) => {
    read({
      message: (line) => all.push(line.toString()),
      oversize: (bytes) => all.push({ bytes }),
      position: (id) => all.push({ id }),
      retry: (ms) => all.push({ ms }),
      ended(fault) {
        all.push({ fault });
        resolve(all);
      },
    });
  });
}

describe('an answer in JSON', () => {
  it.each([
    ['in one line', '{"a":1}', '{"a":1}'],
    ['pretty-printed', '{\r\n  "a": 1\n}\n', '{    "a": 1 }'],
  ])('is one message: %s', async (_, body, line) => {
    const response = await respond((to) => to.end(body));
    const [message, end] = await told((sink) => readJson(response, OPTIONS, sink));
    expect(JSON.parse(String(message))).toEqual(JSON.parse(line));
    expect(message).not.toMatch(/[\r\n]/);
    expect(end).toEqual({ fault: null });
  });

  it('is none where the body is empty', async () => {
    const response = await respond((to) => to.end(' \n'));
    expect(await told((sink) => readJson(response, OPTIONS, sink))).toEqual([{ fault: null }]);
  });

  it('is none where the body breaks off', async () => {
    const response = await respond((to) => {
      to.write('{"a":1}');
      setImmediate(() => to.destroy());
    });
    const [end, ...rest] = await told((sink) => readJson(response, OPTIONS, sink));
    expect(end).toEqual({ fault: expect.stringContaining('broke off') as string });
    expect(rest).toEqual([]);
  });

  it('is the same in however many pieces it comes', async () => {
    const body = JSON.stringify({ a: 'é'.repeat(400) });
    const response = await respond((to) => {
      for (const byte of Buffer.from(body)) to.write(Buffer.from([byte]));
      to.end();
    });
    expect(await told((sink) => readJson(response, OPTIONS, sink))).toEqual([body, { fault: null }]);
  });

  it.each([
    [1000, true],
    [1001, false],
  ])('may be so long: %i bytes', async (length, fits) => {
    const body = `"${'x'.repeat(length - 2)}"`;
    const response = await respond((to) => to.end(body));
    expect(await told((sink) => readJson(response, OPTIONS, sink))).toEqual([
      fits ? body : { bytes: length },
      { fault: null },
    ]);
  });
});

describe('an answer in events', () => {
  it('is each message as it comes, and where the stream stands', async () => {
    const response = await respond((to) => {
      to.write('\ufeff: hi\n\nid: 1\ndata:\n\nretry: 50\n\nevent: other\ndata: {"b":1}\n\n');
      to.end('id: 2\nevent: message\ndata: {"a":1}\n\ndata: {"cut');
    });
    expect(await told((sink) => readEvents(response, OPTIONS, sink))).toEqual([
      { id: '1' },
      { ms: 50 },
      { id: '2' },
      '{"a":1}',
      { fault: null },
    ]);
  });

  it('is the same wherever the chunks end', async () => {
    const text = 'id: ü\r\ndata: {"a":\r\ndata: "é"}\r\n\r\ndata: [1]\n\n';
    const bytes = Buffer.from(text);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 6 }),
        async (cuts) => {
          const response = await respond((to) => {
            const ends = [...cuts.sort((a, b) => a - b), bytes.length];
            let from = 0;
            for (const end of ends) {
              to.write(bytes.subarray(from, end));
              from = end;
            }
            to.end();
          });
          expect(await told((sink) => readEvents(response, OPTIONS, sink))).toEqual([
            { id: 'ü' },
            '{"a": "é"}',
            '[1]',
            { fault: null },
          ]);
        },
      ),
      { numRuns: 20 },
    );
  });
});
