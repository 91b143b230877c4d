import { startDetached } from '../../edge/detached.ts';
import { mayStartResident } from '../../edge/hookAttempt.ts';
import { askHook } from '../../edge/hookClient.ts';
import { policyPaths } from '../../edge/hookMark.ts';
import { readHookNote } from '../../edge/hookNote.ts';
import { locateHome, type Home } from '../../edge/home.ts';

/** A process that answers hooks. */
export interface LiveResident {
  readonly pid: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** Starts a resident for the hooks to come, unless one was started just now. */
export function startResident(options: {
  readonly home: string | null;
  readonly policy: readonly string[];
  readonly program: string;
}): void {
  const home = locateHome(options.home ?? undefined);
  if (!mayStartResident(home)) return;
  const policies = policyPaths(options.policy).map((path) => `--policy=${path}`);
  startDetached(options.program, ['hook', '--resident', `--home=${home.root}`, ...policies]);
}

/** The resident of a home; null where none answers. */
export async function residentOf(home: Home): Promise<LiveResident | null> {
  const note = readHookNote(home);
  if (note === null) return null;
  const asked = await askHook(note, { kind: 'ping' });
  return asked !== null && asked !== 'silent' ? { pid: note.pid, startedAt: note.startedAt } : null;
}

/** Ends the resident of a home once it has answered whoever waits; null where there is none. */
export async function stopResident(home: Home): Promise<LiveResident | null> {
  const note = readHookNote(home);
  if (note === null) return null;
  const asked = await askHook(note, { kind: 'stop' });
  return asked !== null && asked !== 'silent' ? { pid: note.pid, startedAt: note.startedAt } : null;
}
