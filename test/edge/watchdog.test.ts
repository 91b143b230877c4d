import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { startWatchdog } from '../../src/edge/watchdog.ts';
import { eventually, groupOf, isAlive, watchdogsOf } from '../app/processes.ts';

const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** A server in a group of its own. */
async function victim(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("ready");'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  started.push(child);
  await once(child.stdout, 'data');
  return child.pid ?? 0;
}

const unavailable = (why: string): never => {
  throw new Error(why);
};

describe('startWatchdog', () => {
  it('leaves without touching the group when it is released', async () => {
    const group = await victim();
    const watchdog = startWatchdog(group, unavailable);
    const pid = await eventually('the watchdog runs', () => watchdogsOf(group)[0]);
    watchdog.release();
    await eventually('the watchdog has left', () => !isAlive(pid));
    expect(isAlive(group)).toBe(true);
  });

  it('lives in a session of its own, holds no stream of ours and keeps no folder busy', async () => {
    const group = await victim();
    const watchdog = startWatchdog(group, unavailable);
    const pid = await eventually('the watchdog runs', () => watchdogsOf(group)[0]);
    expect(groupOf(pid)).toEqual({ group: pid, session: pid });
    expect(readlinkSync(`/proc/${pid}/cwd`)).toBe('/');
    expect(readlinkSync(`/proc/${pid}/fd/1`)).toBe('/dev/null');
    expect(readlinkSync(`/proc/${pid}/fd/2`)).toBe('/dev/null');
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain('HOME=');
    watchdog.release();
    await eventually('the watchdog has left', () => !isAlive(pid));
  });

  it('is not ended by the signals that end a session', async () => {
    const group = await victim();
    const watchdog = startWatchdog(group, unavailable);
    const pid = await eventually('the watchdog runs', () => watchdogsOf(group)[0]);
    await eventually('it ignores them', () => ignoresStopSignals(pid));
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.kill(pid, signal);
    expect(isAlive(pid)).toBe(true);
    watchdog.release();
    await eventually('the watchdog has left', () => !isAlive(pid));
    expect(isAlive(group)).toBe(true);
  });

  it('may be released though somebody has killed it', async () => {
    const group = await victim();
    const watchdog = startWatchdog(group, unavailable);
    const pid = await eventually('the watchdog runs', () => watchdogsOf(group)[0]);
    process.kill(pid, 'SIGKILL');
    await eventually('the watchdog is dead', () => !isAlive(pid));
    expect(() => watchdog.release()).not.toThrow();
    await new Promise(setImmediate);
    expect(isAlive(group)).toBe(true);
  });
});

function ignoresStopSignals(pid: number): boolean {
  const mask = /^SigIgn:\s+([0-9a-f]+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  // Bit n - 1 for signal n: SIGHUP 1, SIGINT 2, SIGTERM 15.
  return (BigInt(`0x${mask}`) & 0x4003n) === 0x4003n;
}
