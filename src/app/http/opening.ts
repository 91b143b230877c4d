import { LeashError } from '../../errors.ts';
import type { Hosted, Schedule } from './hosted.ts';

/** Waits for a server that is starting, but not for ever; rejects with a `LeashError` whatever goes wrong. */
export async function openInTime(
  starting: Promise<Hosted>,
  { openMs, schedule }: { readonly openMs: number; readonly schedule: Schedule },
): Promise<Hosted> {
  let cancel = (): void => undefined;
  const late = new Promise<'late'>((resolve) => {
    cancel = schedule(openMs, () => resolve('late'));
  });
  const first = await Promise.race([starting, late]).catch(asLeashError).finally(cancel);
  if (first !== 'late') return first;
  throw new LeashError('ERR_SPAWN_FAILED', `the server did not start within ${openMs / 1000} s`);
}

function asLeashError(cause: unknown): never {
  if (cause instanceof LeashError) throw cause;
  // What it says is not for callers: nobody wrote it for them.
  throw new LeashError('ERR_SPAWN_FAILED', 'the server could not be started', { cause });
}
