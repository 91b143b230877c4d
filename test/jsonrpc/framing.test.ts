import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineFramer, type OversizeLine } from '../../src/jsonrpc/framing.ts';

interface Framed {
  readonly out: (string | OversizeLine)[];
  readonly line: (line: Buffer) => void;
  readonly oversize: (line: OversizeLine) => void;
}

function collect(): Framed {
  const out: Framed['out'] = [];
  return {
    out,
    line: (line) => out.push(line.toString('latin1')),
    oversize: (line) => out.push(line),
  };
}

function frame(chunks: readonly Buffer[], maxLineBytes?: number): Framed['out'] {
  const framer = new LineFramer({ maxLineBytes });
  const sink = collect();
  for (const chunk of chunks) framer.push(chunk, sink);
  framer.end(sink);
  return sink.out;
}

const frameText = (text: string, maxLineBytes?: number) => frame([Buffer.from(text, 'latin1')], maxLineBytes);

/** Cuts bytes at sizes that repeat. */
function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 });

describe('LineFramer', () => {
  it.each([
    ['a\nb\n', ['a', 'b']],
    ['a\nb', ['a', 'b']],
    ['', []],
    ['\n\n\n', []],
    ['\r\n\r\n', []],
    ['a\n\n\nb\n\n', ['a', 'b']],
    ['a\r\nb\r\n', ['a', 'b']],
    ['a\r\r\n', ['a\r']],
    ['a\rb\n', ['a\rb']],
    ['\ra\n', ['\ra']],
    ['a\r', ['a']],
    [' \n\t\n', [' ', '\t']],
    ['\0\xff\n', ['\0\xff']],
  ])('splits %j', (text, lines) => {
    expect(frameText(text)).toEqual(lines);
  });

  it('gives the same lines at any chunk boundaries', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r', '\r\n', '\xff', '{"id":1}'), maxLength: 60 });
    fc.assert(
      fc.property(text, sizes, fc.integer({ min: 1, max: 20 }), (text, sizes, max) => {
        const bytes = Buffer.from(text, 'latin1');
        expect(frame(cut(bytes, sizes), max)).toEqual(frame([bytes], max));
        expect(frame(cut(bytes, sizes))).toEqual(
          text
            .split('\n')
            .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
            .filter((line) => line !== ''),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('gives the same line whether its parts are small, large or both', () => {
    const bytes = Buffer.from(Array.from({ length: 400_000 }, (_, index) => 97 + (index % 23)));
    const want = [bytes.toString('latin1')];
    for (const sizes of [[400_000], [65_536], [16_384], [16_383], [1000, 20_000], [20_000, 1, 1, 70_000, 16_383, 5]]) {
      expect(frame(cut(bytes, sizes))).toEqual(want);
      expect(frame([...cut(bytes, sizes), Buffer.from('\nx\n')])).toEqual([...want, 'x']);
    }
  });

  it('hands out a line that lies in one chunk without a copy', () => {
    const chunk = Buffer.from('ab\ncd\n');
    const lines: Buffer[] = [];
    new LineFramer().push(chunk, { line: (line) => lines.push(line), oversize: () => undefined });
    expect(lines.map((line) => line.buffer === chunk.buffer)).toEqual([true, true]);
  });

  it('hands out lines that later chunks do not change', () => {
    const framer = new LineFramer();
    const lines: Buffer[] = [];
    const sink = { line: (line: Buffer) => lines.push(line), oversize: () => undefined };
    for (let index = 0; index < 20_000; index++) {
      for (const part of ['line ', String(index), '\n']) framer.push(Buffer.from(part), sink);
    }
    expect(lines.map((line) => line.toString())).toEqual(Array.from({ length: 20_000 }, (_, index) => `line ${index}`));
  });

  it('does not deliver a last line twice', () => {
    const framer = new LineFramer();
    const sink = collect();
    framer.push(Buffer.from('a'), sink);
    framer.end(sink);
    framer.end(sink);
    expect(sink.out).toEqual(['a']);
  });

  it('is linear in a line of 9 MB that comes in chunks of 64 KiB', () => {
    const line = Buffer.alloc(9_000_000, 'x');
    const started = performance.now();
    expect(frame([...cut(line, [65_536]), Buffer.from('\n')])[0]).toHaveLength(9_000_000);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('holds a line that comes byte by byte in little more than its size', () => {
    const framer = new LineFramer();
    const sink = collect();
    const byte = Buffer.from('x');
    const before = process.memoryUsage();
    for (let index = 0; index < 3_000_000; index++) framer.push(byte, sink);
    const after = process.memoryUsage();
    // A Buffer for each byte would be hundreds of megabytes.
    expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(60_000_000);
    framer.end(sink);
    expect(sink.out[0]).toHaveLength(3_000_000);
  });
});

describe('LineFramer with a line above the limit', () => {
  it('takes a line of exactly the limit, and not one of a byte more', () => {
    expect(frameText('12345\n', 5)).toEqual(['12345']);
    expect(frameText('123456\n', 5)).toEqual([{ bytes: 6, id: null, method: null }]);
  });

  it('says its size, its id and its method when it ends, and reads the next line as ever', () => {
    const long = '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"x"}}';
    expect(frameText(`short\n${long}\nshort\n${long}`, 20)).toEqual([
      'short',
      { bytes: long.length, id: 7, method: 'tools/call' },
      'short',
      { bytes: long.length, id: 7, method: 'tools/call' },
    ]);
  });

  it('does not tell an id that is not certain, nor that of the line before', () => {
    const line = (id: string) => `{${id}"params":"${'x'.repeat(100)}"}\n`;
    expect(frameText(line('"id":1,') + line('"id":2,"id":3,') + line(''), 50)).toEqual([
      { bytes: 120, id: 1, method: null },
      { bytes: 127, id: null, method: null },
      { bytes: 113, id: null, method: null },
    ]);
  });

  it('tells the id wherever it stands, and keeps nothing of a line without an end', () => {
    const framer = new LineFramer({ maxLineBytes: 1_000_000 });
    const sink = collect();
    const filler = Buffer.alloc(1_000_000, 'x');
    framer.push(Buffer.from('{"params":{"id":1,"text":"'), sink);
    const before = process.memoryUsage().external;
    for (let index = 0; index < 100; index++) framer.push(filler, sink);
    expect(process.memoryUsage().external - before).toBeLessThan(20_000_000);
    expect(sink.out).toEqual([]);
    framer.push(Buffer.from('"},"method":"m","id":"late"}\nnext\n'), sink);
    expect(sink.out).toEqual([{ bytes: 100_000_054, id: 'late', method: 'm' }, 'next']);
  });

  it('has a default limit of 64 MiB', () => {
    const framer = new LineFramer();
    const sink = collect();
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    for (let index = 0; index < 64; index++) framer.push(chunk, sink);
    framer.push(Buffer.from('x\n'), sink);
    expect(sink.out).toEqual([{ bytes: 64 * 1024 * 1024 + 1, id: null, method: null }]);
  });
});
