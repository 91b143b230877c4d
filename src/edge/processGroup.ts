import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** How long the members of a group get between SIGTERM and SIGKILL, once their leader is gone. */
const GRACE_MS = 1500;
const LOOK_EVERY_MS = 50;

/**
 * Sends a signal to all of a server's process group, which is named by its leader; false where nobody is left to hear it.
 * On Windows there are no groups: the leader's tree is ended instead, at once, since nothing there asks politely.
 */
export function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  if (process.platform === 'win32') return endTree(leader, signal);
  try {
    process.kill(-leader, signal);
    return true;
  } catch {
    // ESRCH: nobody. EPERM: nobody that we may signal (zombies, on macOS).
    return false;
  }
}

/**
 * Ends what is left of a group whose leader has exited. While a member lives the kernel gives the number to nobody else,
 * so looking often keeps a signal from ever reaching a stranger.
 */
export async function clearGroup(leader: number): Promise<void> {
  if (process.platform === 'win32' || !signalGroup(leader, 'SIGTERM')) return;
  for (let waited = 0; waited < GRACE_MS; waited += LOOK_EVERY_MS) {
    await delay(LOOK_EVERY_MS);
    if (!signalGroup(leader, 0)) return;
  }
  signalGroup(leader, 'SIGKILL');
}

function endTree(leader: number, signal: NodeJS.Signals | 0): boolean {
  if (signal === 0) return true;
  const options = { stdio: 'ignore', windowsHide: true } as const;
  spawn('taskkill', ['/pid', String(leader), '/t', '/f'], options).on('error', () => undefined);
  return true;
}
