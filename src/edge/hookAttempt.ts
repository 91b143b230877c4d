import { mkdirSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from './home.ts';

/** How long nobody tries again to start a resident: one that cannot stay must not cost each call a process. */
const PAUSE_MS = 5000;

/** Whether a resident may be started now: then this counts as the attempt. Never throws. */
export function mayStartResident(home: Home, now: number = Date.now()): boolean {
  const path = join(home.run, 'hook.started');
  try {
    mkdirSync(home.run, { recursive: true, mode: 0o700 });
    const last = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    // A clock that was set back must not keep residents away.
    if (last !== undefined && now - last < PAUSE_MS && last <= now + PAUSE_MS) return false;
    if (last !== undefined) unlinkSync(path);
    // Of several that come at once, one makes it.
    writeFileSync(path, '', { mode: 0o600, flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}
