import { randomUUID } from 'node:crypto';
import type { EventDraft } from '../audit/entry.ts';
import { systemClock } from '../edge/clock.ts';
import { prepareHome, type Home } from '../edge/home.ts';
import { openAuditLog } from '../edge/logStore.ts';
import { readPassphrase, removePassphrase, setPassphrase } from '../edge/passphrase.ts';
import { LeashError } from '../errors.ts';
import type { JsonObject } from '../jsonrpc/message.ts';
import { LOCKED_TEXTS, openLock, type Attempt, type Lock } from './lock.ts';
import { readConfig } from './readConfig.ts';

/** Whether what lets more through needs a passphrase in this home. One that cannot be read is one. */
export async function isLocked(home: Home): Promise<boolean> {
  return (await readPassphrase(home).catch(() => null))?.isSet !== false;
}

/** A lock of this process for what it does in the home itself; what it refuses is in the log once it has said so. */
export async function homeLock(home: Home): Promise<Pick<Lock, 'look' | 'open'>> {
  const refusals: JsonObject[] = [];
  const lock = await openLock({
    home,
    note: (detail) => void refusals.push(detail),
    now: () => performance.now(),
  });
  return {
    look: () => lock.look(),
    async open(attempt) {
      const opened = await lock.open(attempt);
      // A log that cannot be written refuses it all the same.
      for (const detail of refusals.splice(0))
        await recorded(home, 'passphrase_refused', detail).catch(() => undefined);
      return opened;
    },
  };
}

/** Goes on only where no passphrase is set, or this is it. Throws `ERR_PASSPHRASE` otherwise. */
export async function assertUnlocked(home: Home, attempt: Attempt): Promise<void> {
  const opened = await (await homeLock(home)).open(attempt);
  if (opened !== 'open') throw new LeashError('ERR_PASSPHRASE', LOCKED_TEXTS[opened]);
}

/** Sets the passphrase of a home. Throws `ERR_PASSPHRASE` where there is one already and `old` is not it. */
export async function lock(
  home: Home,
  { old, passphrase, by }: { readonly old: string | null; readonly passphrase: string; readonly by: string },
): Promise<void> {
  await assertUnlocked(home, { given: old, by, what: 'to set another passphrase' });
  prepareHome(home);
  await setPassphrase(home, passphrase);
  // To ask for more needs no record to be in force.
  await recorded(home, 'passphrase_set', { by });
}

/** Asks for no passphrase any more: recorded first. False where none was set; throws `ERR_PASSPHRASE` for a wrong one. */
export async function unlock(
  home: Home,
  { passphrase, by }: { readonly passphrase: string | null; readonly by: string },
): Promise<boolean> {
  if (!(await isLocked(home))) return false;
  await assertUnlocked(home, { given: passphrase, by, what: 'to remove the passphrase' });
  await recorded(home, 'passphrase_removed', { by });
  return removePassphrase(home);
}

async function recorded(home: Home, event: EventDraft['event'], detail: JsonObject): Promise<void> {
  const { config } = readConfig(home);
  const log = await openAuditLog({ home, settings: config, warn: () => undefined });
  const about = { session: randomUUID(), agent: 'leash', server: 'leash' };
  try {
    await new Promise<void>((resolve, reject) => {
      log.append({ ...about, phase: 'event', event, at: systemClock(), detail }, (result) => {
        if (result instanceof LeashError) reject(result);
        else resolve();
      });
    });
  } finally {
    await log.close();
  }
}
