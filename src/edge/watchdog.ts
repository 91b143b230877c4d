import { spawn } from 'node:child_process';

/** Kills a server's process group when Leash dies without a chance to do so itself. */
export interface Watchdog {
  /** Tells it that there is nothing to guard any more: it leaves without touching the group. */
  release(): void;
}

/**
 * Waits on its stdin, a pipe of which Leash holds the only other end. A line means that all is well. End of file means
 * that Leash is gone, by SIGKILL or otherwise: SIGTERM to the group, up to two seconds, SIGKILL. It looks every tenth of
 * a second whether anybody is left, since the number of an empty group may come to name strangers.
 */
const SCRIPT = `trap '' HUP INT TERM
read -r _ && exit 0
kill -TERM -"$1" 2>/dev/null || exit 0
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  sleep 0.1 || sleep 1
  kill -0 -"$1" 2>/dev/null || exit 0
done
kill -KILL -"$1" 2>/dev/null`;

/**
 * Starts the guard of one process group. It lives in a session of its own, so that a signal to Leash's group does not
 * reach it, holds none of our streams open, and keeps no folder busy. It comes a few milliseconds after the server, so
 * as not to delay it: who kills Leash in between leaves a server to itself that has not read a byte yet. A process that
 * left the group (setsid) is out of its reach. Windows needs no guard: there libuv puts every child into a job that ends
 * with us.
 */
export function startWatchdog(group: number, unavailable: (why: string) => void): Watchdog {
  if (process.platform === 'win32') return { release: () => undefined };
  try {
    const guard = spawn('/bin/sh', ['-c', SCRIPT, 'leash-watchdog', String(group)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
      cwd: '/',
      env: { PATH: '/usr/bin:/bin' },
    });
    guard.on('error', (error) => unavailable(error.message));
    guard.stdin.on('error', () => undefined); // It was killed by others: nothing to tell it then.
    guard.unref();
    return { release: () => guard.stdin.end('\n') };
  } catch (error) {
    // Out of file handles or memory: the server runs, and this much is missing.
    unavailable(String(error));
    return { release: () => undefined };
  }
}
