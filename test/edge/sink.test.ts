import { Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sink } from '../../src/edge/sink.ts';

/** A reader that takes what it is given when it is told to. */
function slowReader(): { stream: Writable; taken: Buffer[]; take: () => void } {
  const taken: Buffer[] = [];
  let release: (() => void) | null = null;
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      taken.push(chunk);
      release = done;
    },
  });
  return { stream, taken, take: () => release?.() };
}

/** A reader that takes everything at once. */
function fastReader(): { stream: Writable; taken: Buffer[] } {
  const taken: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      taken.push(chunk);
      done();
    },
  });
  return { stream, taken };
}

const LARGE = 64 * 1024;

describe('Sink', () => {
  it('joins small pieces into one write and hands large ones over uncopied', async () => {
    const { stream, taken } = fastReader();
    const sink = new Sink(stream);
    const large = Buffer.alloc(LARGE, 'x');
    sink.write([Buffer.from('a'), Buffer.from('b'), large, Buffer.from('c'), Buffer.from('d')]);
    await sink.flushed();
    expect(taken.map((piece) => piece.length)).toEqual([2, LARGE, 2]);
    expect(taken[1]).toBe(large);
  });

  it('keeps every byte in order, whatever the sizes of the pieces', async () => {
    const pieces = fc.array(fc.constantFrom(0, 1, 7, 100, LARGE - 1, LARGE, LARGE + 1), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 4 }), async (writes) => {
        const { stream, taken } = fastReader();
        const sink = new Sink(stream);
        let next = 0;
        const sent = writes.map((sizes) => sizes.map((size) => Buffer.alloc(size, (next = (next + 1) % 251))));
        for (const write of sent) sink.write(write);
        await sink.flushed();
        expect(Buffer.concat(taken).equals(Buffer.concat(sent.flat()))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('counts what is queued, and tells when all of it has been taken', async () => {
    const { stream, take } = slowReader();
    const sink = new Sink(stream);
    const idle: number[] = [];
    sink.listen({ idle: () => idle.push(sink.queued), broken: () => idle.push(-1) });
    sink.write([Buffer.from('first')]);
    sink.write([Buffer.from('second')]);
    expect(sink.queued).toBe(11);
    const flushed = sink.flushed();
    take();
    await new Promise(setImmediate);
    expect(idle).toEqual([]);
    take();
    await flushed;
    expect(idle).toEqual([0]);
  });

  it('takes a reader that has gone for one that reads nothing: told once, nothing thrown, nothing kept', async () => {
    const stream = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    const sink = new Sink(stream);
    let broken = 0;
    sink.listen({ idle: () => undefined, broken: () => (broken += 1) });
    sink.write([Buffer.from('lost')]);
    await sink.flushed();
    sink.write([Buffer.alloc(1_000_000)]);
    sink.end();
    await sink.flushed();
    expect({ broken, queued: sink.queued }).toEqual({ broken: 1, queued: 0 });
  });

  it('tells a listener that comes late that the reader has gone', async () => {
    const { stream } = fastReader();
    const sink = new Sink(stream);
    stream.destroy();
    await new Promise((resolve) => stream.once('close', resolve));
    let broken = 0;
    sink.listen({ idle: () => undefined, broken: () => (broken += 1) });
    expect(broken).toBe(1);
  });

  it('lets a waiter go when the reader goes in the middle of a write', async () => {
    const { stream } = slowReader();
    const sink = new Sink(stream);
    sink.write([Buffer.from('never taken')]);
    const flushed = sink.flushed();
    stream.destroy();
    await expect(flushed).resolves.toBeUndefined();
  });

  it('ends behind what is queued and drops what comes later', async () => {
    const { stream, taken } = fastReader();
    const sink = new Sink(stream);
    const finished = new Promise((resolve) => stream.once('finish', resolve));
    sink.write([Buffer.from('before')]);
    sink.end();
    sink.end();
    sink.write([Buffer.from('after')]);
    await finished;
    expect(Buffer.concat(taken).toString()).toBe('before');
  });
});
