import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { openClientStdio } from '../../src/edge/stdio.ts';
import { buildRelay, eventually, fixture, residentMiB, run, scratch } from '../app/processes.ts';

let relay: string;

beforeAll(async () => {
  relay = await buildRelay();
});

const CALL = (args: object): object => ({ id: 1, method: 'tools/call', params: { name: 'any', arguments: args } });

describe('openClientStdio', () => {
  it('is the two streams as raw bytes', async () => {
    const stdin = new PassThrough();
    const stdout = new PassThrough();
    const channel = openClientStdio({ stdin, stdout });
    const got: Buffer[] = [];
    const ended = new Promise<void>((resolve) => {
      channel.listen({
        chunk: (bytes) => got.push(bytes),
        ended: resolve,
        idle: () => undefined,
        broken: () => undefined,
      });
    });
    channel.resume();
    stdin.end(Buffer.from([0xff, 0x00, 0x0a]));
    await ended;
    channel.write([Buffer.from([0xfe, 0x00])]);
    await channel.flushed();
    expect(Buffer.concat(got)).toEqual(Buffer.from([0xff, 0x00, 0x0a]));
    expect(stdout.read()).toEqual(Buffer.from([0xfe, 0x00]));
  });
});

describe.concurrent('the stdio of a process', () => {
  it('neither blocks nor fills it when the client reads nothing', async () => {
    const running = run([relay, process.execPath, fixture('floods')]);
    running.process.stdout?.pause();
    running.wire.send(CALL({ count: 100_000, bytes: 10_000 }));
    // 1 GB wants out. It stands still once the pipes are full, and still listens to a signal.
    let peak = 0;
    let last = 0;
    let same = 0;
    await eventually('its memory stands still', () => {
      const now = residentMiB(running.pid);
      same = now > 30 && Math.abs(now - last) < 0.5 ? same + 1 : 0;
      last = now;
      peak = Math.max(peak, now);
      return same > 10;
    });
    expect(peak).toBeLessThan(120);
    running.process.kill('SIGTERM');
    running.process.stdout?.resume();
    expect(await running.exit).toEqual({ code: 143, signal: null });
  });

  it('ends the session when the client closes its end', async () => {
    const running = run([relay, process.execPath, fixture('floods')]);
    running.wire.send(CALL({ count: 100_000, bytes: 10_000 }));
    await eventually('something comes', () => running.wire.lines.length > 0);
    running.process.stdout?.destroy();
    await running.exit;
    expect(running.stderr()).not.toMatch(/EPIPE|Error/);
  });

  it('may be files: no byte is lost', async () => {
    const folder = scratch();
    const input = `${JSON.stringify({ jsonrpc: '2.0', ...CALL({ bytes: 3_000_000 }) })}\n`;
    const echo = spawn(process.execPath, ['-e', `require('fs').writeFileSync('in', ${JSON.stringify(input)})`], {
      cwd: folder,
    });
    await new Promise((resolve) => echo.once('exit', resolve));
    const stdin = openSync(join(folder, 'in'), 'r');
    const stdout = openSync(join(folder, 'out'), 'w');
    const proxy = spawn(process.execPath, [relay, process.execPath, fixture('big-result')], {
      stdio: [stdin, stdout, 'ignore'],
    });
    closeSync(stdin);
    closeSync(stdout);
    const code = await new Promise((resolve) => proxy.once('exit', resolve));
    const line = JSON.parse(readFileSync(join(folder, 'out'), 'utf8')) as { result: { content: { text: string }[] } };
    expect(code).toBe(0);
    expect(line.result.content[0]?.text).toHaveLength(3_000_000);
  });
});
