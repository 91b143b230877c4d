import type { Principal, ReplyPort } from './exchange.ts';

/** The longest that a timer waits. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Cuts a stream that listens on and on when the credential expires that it was opened with: nobody asks for that again
 * while it lasts. Its client comes back with a new one, and hears what it has missed.
 */
export function cutAtExpiry({ expiresAt }: Principal, reply: ReplyPort, cut: () => void): void {
  if (expiresAt === undefined) return;
  const leftMs = Math.min(Math.max(expiresAt - Date.now(), 0), MAX_TIMER_MS);
  const timer = setTimeout(() => {
    if (reply.isOpen) cut();
  }, leftMs).unref();
  reply.onGone(() => clearTimeout(timer));
  reply.onIdle(() => {
    if (!reply.isOpen) clearTimeout(timer);
  });
}
