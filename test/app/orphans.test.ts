import { beforeAll, describe, expect, it } from 'vitest';
import { buildProxied, eventually, isAlive, pidAfter, watchdogsOf, type StartProxied } from './processes.ts';

let proxied: StartProxied;

beforeAll(async () => {
  proxied = await buildProxied();
});

describe.concurrent('no orphan survives', () => {
  it.each([
    ['heeds the end of stdin', 'sleeps', []],
    ['ignores the end of stdin', 'ignores-eof', []],
    ['ignores the end of stdin and SIGTERM', 'ignores-eof', ['--ignore-sigterm']],
  ])('a SIGKILL of Leash in the middle of a call, when the server %s', async (_, server, args) => {
    const running = proxied(server, args);
    const pid = await pidAfter('pid', running);
    running.wire.call(1, 'any');
    running.wire.send({ id: 2, method: 'ping' });
    await running.wire.answer(2);
    running.process.kill('SIGKILL');
    // The client sees the end at once: nobody holds the pipes open, the watchdog included.
    expect(await running.exit).toEqual({ code: null, signal: 'SIGKILL' });
    await eventually('the server is gone', () => !isAlive(pid));
  });

  it('a SIGKILL of Leash and its whole process group, which the watchdog is no part of', async () => {
    const running = proxied('ignores-eof', ['--ignore-sigterm']);
    const server = await pidAfter('pid', running);
    await eventually('the watchdog runs', () => watchdogsOf(server).length === 1);
    process.kill(-running.pid, 'SIGKILL');
    expect(await running.exit).toEqual({ code: null, signal: 'SIGKILL' });
    await eventually('the server is gone', () => !isAlive(server));
    await eventually('the watchdog has left', () => watchdogsOf(server).length === 0);
  });

  it('the end of the client, for a server that ignores it', async () => {
    const running = proxied('ignores-eof', ['--ignore-sigterm']);
    const server = await pidAfter('pid', running);
    running.closeStdin();
    expect(await running.exit).toEqual({ code: 137, signal: null });
    expect(isAlive(server)).toBe(false);
  });

  it('a server that left a grandchild behind', async () => {
    const running = proxied('grandchild', ['--ignore-sigterm']);
    const grandchild = await pidAfter('grandchild', running);
    running.wire.call(1, 'any');
    expect((await running.wire.answer(1)).error?.message).toContain('gone 4');
    expect(await running.exit).toEqual({ code: 4, signal: null });
    await eventually('the grandchild is gone', () => !isAlive(grandchild));
  });
});
