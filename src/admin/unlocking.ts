import { LOCKED_TEXTS } from '../app/lock.ts';
import type { Control } from '../app/control/control.ts';
import { ProblemError } from './problem.ts';
import type { Widening } from './route.ts';

/** The header that holds the passphrase: UTF-8, percent-encoded. */
export const PASSPHRASE_HEADER = 'Leash-Passphrase';

/** Whether a request lets more through than passes now, by what its route says and its body says. */
export function isWidening(widens: Widening | undefined, body: unknown): boolean {
  if (widens === undefined || widens === 'always') return widens === 'always';
  // Anything but the word by which it takes something away.
  return typeof body !== 'object' || body === null || !('verdict' in body) || body.verdict !== widens.butFor;
}

/** Goes on only where no passphrase is set, or the request gives it: the admin token alone suffices to look and to deny. */
export async function assertUnlocked(control: Control, header: string | null, what: string): Promise<void> {
  const { lock } = control.engine;
  const opened = await lock.open({ given: header === null ? null : passphraseIn(header), by: 'api', what });
  if (opened === 'open') return;
  const seconds = String(Math.max(1, Math.ceil(lock.wait() / 1000)));
  throw new ProblemError(opened === 'too-often' ? 'too-many-failures' : 'passphrase', {
    detail: LOCKED_TEXTS[opened],
    members: { refused: 'passphrase' },
    ...(opened === 'too-often' ? { headers: { 'Retry-After': seconds } } : {}),
  });
}

/** What a header says; nothing that could be a passphrase where it cannot be read. */
export function passphraseIn(header: string): string {
  try {
    return decodeURIComponent(header);
  } catch {
    return '';
  }
}
