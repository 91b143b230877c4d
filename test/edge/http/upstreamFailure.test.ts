import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  failure,
  failureOfFault,
  failureOfResponse,
  isEncoded,
  natureOf,
} from '../../../src/edge/http/upstreamFailure.ts';

function response(status: number, headers: Record<string, string> = {}): IncomingMessage {
  const made = new IncomingMessage(new Socket());
  made.statusCode = status;
  made.headers = headers;
  return made;
}

const JSON_TYPE = { 'content-type': 'application/json' };

describe('what a response is', () => {
  it.each([
    [200, 'application/json', '', 'json'],
    [200, 'APPLICATION/Json; Charset="UTF-8"', '', 'json'],
    [201, 'application/json', 'Identity', 'json'],
    [200, 'text/event-stream', '', 'events'],
    [200, 'Text/Event-Stream;charset=utf-8', '', 'events'],
    [200, 'text/html', '', 'refused'],
    [200, 'application/jsonp', '', 'refused'],
    [200, 'application/json, text/html', '', 'refused'],
    [200, '', '', 'refused'],
    [200, 'application/json', 'gzip', 'refused'],
    [202, 'application/json', '', 'refused'],
    [204, 'text/event-stream', '', 'refused'],
    [304, 'application/json', '', 'refused'],
    [404, 'application/json', '', 'refused'],
    [500, 'text/event-stream', '', 'refused'],
  ])('is told by its head: %i %j %j is %s', (status, type, encoding, nature) => {
    expect(natureOf(response(status, { 'content-type': type, 'content-encoding': encoding }))).toBe(nature);
  });

  it.each([
    [{}, false],
    [{ 'content-encoding': ' identity ' }, false],
    [{ 'content-encoding': 'br' }, true],
    [{ 'content-encoding': 'identity, gzip' }, true],
  ])('is compressed or not: %j', (headers: Record<string, string>, encoded) => {
    expect(isEncoded(response(200, headers))).toBe(encoded);
  });
});

describe('why a request is not answered', () => {
  it.each([
    [299, true],
    [300, true],
    [307, false],
    [400, false],
    [401, false],
    [403, false],
    [404, false],
    [405, false],
    [408, true],
    [409, true],
    [413, false],
    [418, true],
    [429, false],
    [500, true],
    [501, true],
    [503, true],
    [504, true],
  ])('tells whether it may have run: HTTP %i', (status, mayHaveRun) => {
    expect(failureOfResponse(response(status), Buffer.alloc(0))).toMatchObject({ status, mayHaveRun, error: null });
  });

  it('quotes the server shortly, and shows what it would hide', () => {
    const hostile = response(307, { location: `/\u001b[2J${'x'.repeat(1000)}` });
    const { reason } = failureOfResponse(hostile, Buffer.from(`\u202e\n${'y'.repeat(10_000)}`));
    expect(reason).toContain(String.raw`\x1b[2J`);
    expect(reason).toContain(String.raw`\u{202e}\n`);
    expect(reason.length).toBeLessThan(800);
  });

  it("passes on an error only where it is JSON, and nobody else's", () => {
    const error = (id: unknown): Buffer =>
      Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, error: { code: -1, message: 'no' } }));
    const passed = { code: -1, message: 'no' };
    expect(failureOfResponse(response(400, JSON_TYPE), error(null)).error).toEqual(passed);
    expect(failureOfResponse(response(400, JSON_TYPE), error(undefined)).error).toEqual(passed);
    expect(failureOfResponse(response(400, JSON_TYPE), error(1)).error).toBeNull();
    expect(failureOfResponse(response(400, { 'content-type': 'text/html' }), error(null)).error).toBeNull();
  });

  it('is safe for a terminal, whatever the server says', () => {
    const text = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 999 }), text, text, text, (status, location, type, body) => {
        const headers = { location, 'content-type': type, 'retry-after': location, 'content-encoding': type };
        const { reason, error } = failureOfResponse(response(status, headers), Buffer.from(body));
        expect(reason).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(reason.length).toBeLessThan(1000);
        expect(error).toBeNull();
      }),
    );
  });

  it('is told apart by whether the request had left', () => {
    expect(failureOfFault({ text: 'x', sent: false })).toEqual({
      reason: 'the server cannot be reached: x',
      status: null,
      error: null,
      mayHaveRun: false,
    });
    expect(failureOfFault({ text: 'x', sent: true })).toMatchObject({
      mayHaveRun: true,
      reason: expect.stringContaining('may have run') as string,
    });
    expect(failure('y', true)).toEqual({ reason: 'y', status: null, error: null, mayHaveRun: true });
  });
});
