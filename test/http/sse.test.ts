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

/** The same, from the text as a whole, rule by rule (WHATWG HTML §9.2.6). */
function asTheStandardHasIt(text: string): string[] {
  const told: string[] = [];
  let data: string[] = [];
  let type = '';
  let id: string | null = null;
  for (const line of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .slice(0, -1)) {
    if (line === '') {
      if (data.length > 0 || id !== null) {
        told.push(`${type === '' ? 'message' : type}${id === null ? '' : `#${id}`}: ${data.join('\n')}`);
      }
      [data, type, id] = [[], '', null];
      continue;
    }
    const [, name = '', value = ''] = /^([^:]*)(?::\x20?([^]*))?$/.exec(line) ?? [];
    if (line.startsWith(':')) told.push('comment');
    else if (name === 'data') data = [...data, value];
    else if (name === 'event') type = value;
    else if (name === 'id' && !value.includes('\0')) id = value;
    else if (name === 'retry' && /^[0-9]{1,9}$/.test(value)) told.push(`retry ${Number(value)}`);
  }
  return told;
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

  it('reads what the standard says, of any lines at any cuts', () => {
    const token = fc.oneof(
      fc.constantFrom('data', 'data:', 'data: ', 'id', 'id:', 'id: 7', 'event:', 'event: e', 'retry: 9', ':', ' '),
      fc.constantFrom('\n', '\r', '\r\n', '\n\n', '\uFEFF', '\0', 'x', 'datax: y', ' data: z'),
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 40 }), fc.array(fc.nat(), { maxLength: 20 }), (tokens, at) => {
        const text = tokens.join('');
        expect(read(cut(Buffer.from(text), at))).toEqual(asTheStandardHasIt(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('never throws, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 10 }), fc.nat(60), (pieces, max) => {
        const bytes = Buffer.concat(pieces);
        expect(
          read(
            pieces.map((piece) => Buffer.from(piece)),
            max,
          ),
        ).toEqual(read([bytes], max));
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

  it.each<[string, string, string[]]>([
    ['an event as long as the bound', `data:${'x'.repeat(95)}\n\n`, [`message: ${'x'.repeat(95)}`]],
    ['an event one byte longer', `data:${'x'.repeat(96)}\n\n`, ['oversize true']],
    ['fields that nobody knows', `${'colour: red\n'.repeat(20)}data: a\n\n`, ['oversize true']],
    ['an endless id', `id: ${'x'.repeat(200)}\ndata: a\n\n`, ['oversize true']],
    ['an endless name', `${'x'.repeat(200)}\n\ndata: a\n\n`, ['oversize true', 'message: a']],
    ['an endless comment', `:${'x'.repeat(200)}\n\ndata: a\n\n`, ['oversize true', 'message: a']],
    ['two in a row', `data:${'x'.repeat(96)}\n\ndata:${'x'.repeat(96)}\n\n`, ['oversize true', 'oversize true']],
    [
      'its last line',
      `data:${'x'.repeat(90)}\ndata:${'x'.repeat(90)}\r\n\r\ndata: a\n\n`,
      ['oversize true', 'message: a'],
    ],
    ['an end that is cut off', `data:${'x'.repeat(96)}\nid: 1\nevent: e`, ['oversize true']],
    [
      'nothing of it in the next',
      `id: 9\nevent: e\ndata:${'x'.repeat(96)}\n\ndata: a\n\n`,
      ['oversize true', 'message: a'],
    ],
  ])('bounds %s', (_, text, want) => {
    expect(read([text], 100)).toEqual(want);
    expect(
      read(
        [...Buffer.from(text)].map((byte) => Buffer.from([byte])),
        100,
      ),
    ).toEqual(want);
  });

  it('holds an event in as much memory as it is long, however small its pieces and its lines are', () => {
    const bytes = 4 * 1024 * 1024;
    const parser = new SseParser({ maxEventBytes: bytes });
    const sizes: number[] = [];
    const sink = {
      event: ({ data }: { data: Buffer }) => sizes.push(data.length, data.buffer.byteLength),
      retry: () => undefined,
      comment: () => undefined,
      oversize: () => undefined,
    };
    const before = process.memoryUsage();
    parser.push(Buffer.from('data:'), sink);
    const piece = Buffer.from('x');
    for (let i = 0; i < 1_000_000; i += 1) parser.push(piece, sink);
    const lines = Buffer.from('\ndata');
    for (let i = 0; i < 500_000; i += 1) parser.push(lines, sink);
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    // A buffer for each piece would be 100 MB.
    expect(heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(64 * 1024 * 1024);
    parser.push(Buffer.from('\n\n'), sink);
    expect(sizes[0]).toBe(1_500_000);
    expect(sizes[1]).toBeLessThan(2 * bytes);
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
