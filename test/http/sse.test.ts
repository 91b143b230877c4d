import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeComment, encodeEvent, SseParser } from '../../src/http/sse.ts';

/** What a parser tells of a stream that comes in these pieces. */
function read(pieces: readonly (string | Buffer)[], maxEventBytes = 1000): string[] {
  const told: string[] = [];
  const sink = {
    event: ({ data, type, id }: { data: Buffer; type: string; id: string | null }) =>
      told.push(`${type}${id === null ? '' : `#${id}`}: ${data.toString()}`),
    retry: (ms: number) => told.push(`retry ${ms}`),
    comment: () => told.push('comment'),
    oversize: (bytes: number) => told.push(`oversize ${bytes > maxEventBytes}`),
  };
  const parser = new SseParser({ maxEventBytes });
  for (const piece of pieces) parser.push(Buffer.from(piece), sink);
  parser.end(sink);
  return told;
}

/** The same bytes, cut where the numbers say. */
function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const places = [...new Set(at.map((one) => one % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, i) => bytes.subarray(from, places[i] ?? bytes.length));
}

describe('SseParser', () => {
  it.each<[string, string, string[]]>([
    ['a message', 'data: {"a":1}\n\n', ['message: {"a":1}']],
    ['data of several lines', 'data: a\ndata: b\n\n', ['message: a\nb']],
    ['data without a space, and with two', 'data:a\n\ndata:  b\n\n', ['message: a', 'message:  b']],
    ['a type and an id', 'event: ping\nid: 7\ndata: x\n\n', ['ping#7: x']],
    ['an id for its own event only', 'id: 7\ndata: x\n\ndata: y\n\n', ['message#7: x', 'message: y']],
    ['an event that has an id and no data', 'id: 7\ndata:\n\n', ['message#7: ']],
    ['an id alone', 'id: 7\n\n', ['message#7: ']],
    ['an id with NUL, which is none', 'id: a\0b\ndata: x\n\n', ['message: x']],
    ['retry in digits', 'retry: 250\n\n', ['retry 250']],
    ['no other retry', 'retry: -1\nretry: 1e3\nretry: 99999999999\nretry:\n\n', []],
    ['comments', ': hello\n\n:\n', ['comment', 'comment']],
    ['fields that nobody knows', 'colour: red\ndata: x\nnocolon\n\n', ['message: x']],
    ['no event where there is no field', '\n\n\nevent: x\n\n', []],
    ['CR and CRLF as line ends', 'data: a\r\rdata: b\r\n\r\n', ['message: a', 'message: b']],
    ['a byte order mark at the start', '\uFEFFdata: a\n\n', ['message: a']],
    ['no event that the end cuts off', 'data: a\n\ndata: b\n', ['message: a']],
  ])('reads %s', (_, text, want) => {
    expect(read([text])).toEqual(want);
    expect(read([...Buffer.from(text)].map((byte) => Buffer.from([byte])))).toEqual(want);
  });

  it('reads the same wherever the chunks are cut', () => {
    const token = fc.constantFrom(
      'data: x',
      'data:{"é":1}',
      'id: 1',
      'retry: 5',
      ': c',
      'event: e',
      '\n',
      '\r\n',
      '\r',
      'é',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 30 }), fc.array(fc.nat(), { maxLength: 20 }), (tokens, at) => {
        const bytes = Buffer.from(tokens.join(''));
        expect(read(cut(bytes, at))).toEqual(read([bytes]));
      }),
    );
  });

  it('skips an event over the bound, says so once, and goes on with the next', () => {
    const long = `data: ${'x'.repeat(40)}\ndata: ${'y'.repeat(400)}\nid: 3\n\n`;
    expect(read([long, 'data: z\n\n'], 100)).toEqual(['oversize true', 'message: z']);
    const pieces = [...Buffer.from(long)].map((byte) => Buffer.from([byte]));
    expect(read([...pieces, 'data: z\n\n'], 100)).toEqual(['oversize true', 'message: z']);
  });

  it('says it too of an event over the bound that never ends', () => {
    expect(read(['data: ', 'x'.repeat(2000)], 100)).toEqual(['oversize true']);
  });

  it('bounds an event, not a stream: comments without end are no event', () => {
    const comments = `: ${'c'.repeat(50)}\n`.repeat(100);
    expect(read([`data: a\n${comments}data: b\n\n`], 100).filter((one) => one !== 'comment')).toEqual([
      'message: a\nb',
    ]);
  });

  it('gives back what was encoded', () => {
    fc.assert(
      fc.property(fc.json(), fc.stringMatching(/^[0-9-]{1,10}$/), (json, id) => {
        expect(read([encodeEvent({ data: json, id }), encodeComment()])).toEqual([`message#${id}: ${json}`, 'comment']);
      }),
    );
  });

  it.each([
    ['data', { data: 'a\nb' }],
    ['data', { data: Buffer.from('a\rb') }],
    ['an id', { data: '', id: 'a\ndata: forged' }],
    ['a type', { data: '', type: 'a\r' }],
  ])('encodes no line break in %s', (_, event) => {
    expect(() => encodeEvent(event)).toThrow(RangeError);
  });

  it('writes type, id and retry before the data', () => {
    expect(encodeEvent({ data: 'x', id: '1-2', retryMs: 5, type: 'message' }).toString()).toBe(
      'event: message\nid: 1-2\nretry: 5\ndata: x\n\n',
    );
  });
});
