import { randomUUID } from 'node:crypto';
import type { EventDraft } from '../audit/entry.ts';
import type { AuditLog } from '../audit/log.ts';
import { systemClock } from '../edge/clock.ts';
import { prepareHome, type Home } from '../edge/home.ts';
import { openAuditLog } from '../edge/logStore.ts';
import { readStopSwitch, releaseStopSwitch, throwStopSwitch, type Stopped } from '../edge/stopSwitch.ts';
import { LeashError } from '../errors.ts';
import { readConfig } from './readConfig.ts';

export type { Stopped } from '../edge/stopSwitch.ts';

/** Who stops or resumes, and why. */
export interface StopOptions {
  readonly by: string;
  readonly reason?: string;
  /** A log that is open already; one is opened where absent. */
  readonly log?: AuditLog;
}

/** What became of it. */
export interface StopOutcome {
  /** Whether anything is different now. */
  readonly changed: boolean;
  /** Why it does not stand in the log; null where it does. */
  readonly unrecorded: string | null;
}

/**
 * Stops every call of every proxy of a home, within a second, also of those that start later. INVARIANT: it stops whether or
 * not that can be recorded: to deny needs no record, to allow does.
 */
export async function stopAll(home: Home, { by, reason = '', log }: StopOptions): Promise<StopOutcome> {
  prepareHome(home);
  const changed = (await readStopSwitch(home)) === null;
  await throwStopSwitch(home, { reason, at: systemClock().ms });
  const unrecorded = await recorded(home, log, draftOf('stopped', { by, reason })).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return { changed, unrecorded };
}

/** Lets calls through again: recorded first. Throws where that cannot be. */
export async function resumeAll(home: Home, { by, log }: Omit<StopOptions, 'reason'>): Promise<StopOutcome> {
  if ((await readStopSwitch(home)) === null) return { changed: false, unrecorded: null };
  await recorded(home, log, draftOf('resumed', { by }));
  return { changed: await releaseStopSwitch(home), unrecorded: null };
}

/** Why everything is stopped; null where it is not. */
export function stoppedState(home: Home): Promise<Stopped | null> {
  return readStopSwitch(home);
}

async function recorded(home: Home, given: AuditLog | undefined, draft: EventDraft): Promise<void> {
  if (given !== undefined) return written(given, draft);
  const { config } = readConfig(home);
  const log = await openAuditLog({ home, settings: config, warn: () => undefined });
  try {
    await written(log, draft);
  } finally {
    await log.close();
  }
}

function written(log: AuditLog, draft: EventDraft): Promise<void> {
  return new Promise((resolve, reject) => {
    log.append(draft, (result) => {
      if (result instanceof LeashError) reject(result);
      else resolve();
    });
  });
}

function draftOf(event: 'stopped' | 'resumed', detail: EventDraft['detail']): EventDraft {
  return { phase: 'event', event, at: systemClock(), session: randomUUID(), agent: 'leash', server: 'leash', detail };
}
