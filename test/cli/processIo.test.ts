import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';

import { processIo } from '../../src/cli/processIo.ts';

/** A stream that takes what it is given, fails with a code, or holds it back until it is let go. */
function stream(facts: { isTTY?: boolean; columns?: number } = {}) {
  const written: string[] = [];
  const held: (() => void)[] = [];
  const state = { failWith: null as string | null, isHeld: false };
  const writable = new Writable({
    decodeStrings: false,
    // As the process's own streams, which live on after an error.
    autoDestroy: false,
    write(chunk: string, _, done) {
      if (state.failWith !== null) {
        done(Object.assign(new Error(`${state.failWith}: it failed`), { code: state.failWith }));
        return;
      }
      written.push(chunk);
      if (state.isHeld) held.push(() => done());
      else done();
    },
  });
  return {
    writable: Object.assign(writable, facts),
    written,
    state,
    letGo: () => held.splice(0).forEach((go) => go()),
  };
}

function on(outFacts = {}, errFacts = {}) {
  const stdout = stream(outFacts);
  const stderr = stream(errFacts);
  return { io: processIo({ stdout: stdout.writable, stderr: stderr.writable, env: {} }), stdout, stderr };
}

describe('processIo', () => {
  it('writes to each stream, and leaves the exit code as it is', async () => {
    const { io, stdout, stderr } = on();
    io.out('a');
    io.err('b');
    expect(await io.finish(1)).toBe(1);
    expect([stdout.written, stderr.written]).toEqual([['a'], ['b']]);
    expect(io.unread.aborted).toBe(false);
  });

  it('lets who writes much wait for who reads slowly, and not for one who has left', async () => {
    const { io, stdout } = on();
    await io.drained?.();
    stdout.state.isHeld = true;
    io.out('a');
    let isDrained = false;
    const drained = io.drained?.().then(() => (isDrained = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isDrained).toBe(false);
    stdout.letGo();
    await drained;
    stdout.state.failWith = 'EPIPE';
    io.out('b');
    await io.drained?.();
    expect(io.unread.aborted).toBe(true);
  });

  it('waits until the last of it is written', async () => {
    const { io, stdout } = on();
    stdout.state.isHeld = true;
    io.out('a');
    let isFinished = false;
    const finished = io.finish(0).then((exitCode) => {
      isFinished = true;
      return exitCode;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isFinished).toBe(false);
    stdout.letGo();
    expect(await finished).toBe(0);
  });

  it('lets a command go on when its reader has left, and writes no more', async () => {
    const { io, stdout, stderr } = on();
    stdout.state.failWith = 'EPIPE';
    io.out('a');
    await expect.poll(() => io.unread.aborted, { interval: 1 }).toBe(true);
    stdout.state.failWith = null;
    io.out('b');
    expect(await io.finish(1)).toBe(1);
    expect(await io.finish(0)).toBe(0);
    expect([stdout.written, stderr.written]).toEqual([[], []]);
  });

  it.each(['ENOSPC', 'EIO', 'EBADF'])('does not call a result that was lost (%s) a success', async (code) => {
    const { io, stdout, stderr } = on();
    stdout.state.failWith = code;
    io.out('a');
    expect(await io.finish(0)).toBe(3);
    expect(stderr.written).toEqual([`leash: the output could not be written (${code}: it failed)\n`]);
    expect(await io.finish(1)).toBe(1);
  });

  it('takes a terminal that hung up for a reader that has left', async () => {
    const { io, stdout, stderr } = on({ isTTY: true });
    stdout.state.failWith = 'EIO';
    io.out('a');
    expect(await io.finish(0)).toBe(0);
    expect(stderr.written).toEqual([]);
  });

  it('survives a stderr that nobody reads', async () => {
    const { io, stderr } = on();
    stderr.state.failWith = 'EPIPE';
    io.err('a');
    expect(await io.finish(2)).toBe(2);
  });

  it.each([
    [{}, null],
    [{ isTTY: false, columns: 80 }, null],
    [{ isTTY: true, columns: 120 }, 120],
    [{ isTTY: true, columns: 0 }, 80],
    [{ isTTY: true }, 80],
  ])('of %j is as wide as %s', (facts, want) => {
    const { io } = on(facts, {});
    expect([io.outColumns, io.errColumns]).toEqual([want, null]);
    expect(on({}, facts).io.errColumns).toBe(want);
  });
});
