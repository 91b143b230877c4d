import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildProxied, eventually, residentMiB, scratch, textOf, type StartProxied } from './processes.ts';

let proxied: StartProxied;

beforeAll(async () => {
  proxied = await buildProxied();
});

describe('backpressure', () => {
  const MIB = 1024 * 1024;

  /** Watches the memory of a process until it ends. */
  async function peakMiB(pid: number, done: Promise<unknown>): Promise<number> {
    let peak = 0;
    let over = false;
    const watched = done.finally(() => (over = true));
    await eventually(
      'the work is done',
      () => {
        peak = Math.max(peak, residentMiB(pid));
        return over;
      },
      55_000,
    );
    await watched;
    return peak;
  }

  it('lets 200 MB flow to a client that stops and goes, in bounded memory', async () => {
    const running = proxied('floods');
    let bytes = 0;
    const out = running.process.stdout;
    out?.on('data', (chunk: string) => {
      bytes += chunk.length;
      if (bytes > 50 * MIB) return;
      out.pause();
      setImmediate(() => out.resume());
    });
    running.wire.send({
      id: 1,
      method: 'tools/call',
      params: { name: 'any', arguments: { count: 20_000, bytes: 10_000 } },
    });
    const answer = running.wire.answer(1);
    expect(await peakMiB(running.pid, answer)).toBeLessThan(120);
    expect(running.wire.lines).toHaveLength(20_001);
    running.closeStdin();
    await running.exit;
  });

  it('lets 200 MB wait for a server that does not read yet, in bounded memory, and loses none of them', async () => {
    const go = join(scratch(), 'go');
    const running = proxied('slow-reader', [], { GO: go });
    const stdin = running.process.stdin;
    const size = 1_000_000;
    let sent = 0;
    const fill = (): void => {
      while (sent < 200) {
        sent += 1;
        const params = { name: 'any', arguments: { text: 'x'.repeat(size) } };
        const line = `${JSON.stringify({ jsonrpc: '2.0', id: sent, method: 'tools/call', params })}\n`;
        if (stdin?.write(line) === false) {
          stdin.once('drain', fill);
          return;
        }
      }
    };
    fill();
    const stands = standsStill(() => sent);
    const stuck = eventually('it takes no more', () => sent > 1 && stands());
    expect(await peakMiB(running.pid, stuck)).toBeLessThan(120);
    expect(sent).toBeLessThan(60);
    writeFileSync(go, '');
    const last = running.wire.answer(200);
    expect(await peakMiB(running.pid, last)).toBeLessThan(150);
    expect(textOf(await last)).toBe(String(size));
    expect(running.wire.lines).toHaveLength(200);
    running.closeStdin();
    await running.exit;
  });

  it('does not lock up with a client that writes all of its calls before it reads any answer', async () => {
    const running = proxied('echo');
    const stdout = running.process.stdout;
    stdout?.pause();
    const text = 'x'.repeat(10_000);
    const written = new Promise<void>((resolve) => {
      const lines = Array.from(
        { length: 2000 },
        (_, i) =>
          `${JSON.stringify({ jsonrpc: '2.0', id: i, method: 'tools/call', params: { name: 'echo', arguments: { text } } })}\n`,
      );
      running.process.stdin?.write(lines.join(''), () => resolve());
    });
    await written;
    stdout?.resume();
    expect(textOf(await running.wire.answer(1999))).toBe(text);
    expect(running.wire.lines).toHaveLength(2000);
    running.closeStdin();
    expect(await running.exit).toEqual({ code: 0, signal: null });
  });

  it('passes a line of 30 MB', async () => {
    const running = proxied('big-result');
    running.wire.call(1, 'any', { bytes: 30_000_000 });
    expect(textOf(await running.wire.answer(1))).toHaveLength(30_000_000);
    running.closeStdin();
    await running.exit;
  });
});

/** Tells whether a value has stayed the same for the last thirty looks. */
function standsStill(read: () => number): () => boolean {
  let last = NaN;
  let looks = 0;
  return () => {
    const now = read();
    looks = now === last ? looks + 1 : 0;
    last = now;
    return looks > 30;
  };
}
