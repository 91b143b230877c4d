import type { EntryDraft } from '../audit/entry.ts';
import type { AuditLog } from '../audit/log.ts';
import { LeashError } from '../errors.ts';

export interface UnavailableLogOptions {
  /** Why the log could not be opened. */
  readonly error: LeashError;
  /** Tries to open it again. */
  readonly reopen: () => Promise<AuditLog>;
  readonly warn: (message: string) => void;
  readonly retryMs?: number;
}

/** Notes that are kept for the log once it opens: the start of the session is among them. */
const MOST_NOTES = 100;

/**
 * Stands in for a log that cannot be opened: every append fails with the reason, so that every call is denied, until a later
 * attempt succeeds and the session heals.
 */
export function unavailableLog({ error, reopen, warn, retryMs = 5000 }: UnavailableLogOptions): AuditLog {
  const notes: EntryDraft[] = [];
  let reason = error;
  let log: AuditLog | null = null;
  let closed = false;
  let opening: Promise<void> | null = null;
  const timer = setInterval(() => {
    opening ??= open();
  }, retryMs).unref();

  async function open(): Promise<void> {
    try {
      const opened = await reopen();
      clearInterval(timer);
      log = opened;
      for (const note of notes.splice(0)) opened.note(note);
      if (!closed) warn('the audit log can be written again');
    } catch (latest) {
      if (latest instanceof LeashError) reason = latest;
    } finally {
      opening = null;
    }
  }

  return {
    append(draft, done) {
      if (log !== null) {
        log.append(draft, done);
        return;
      }
      const refusal = reason;
      queueMicrotask(() => done(refusal));
    },
    note(draft) {
      if (log !== null) log.note(draft);
      else if (notes.length < MOST_NOTES) notes.push(draft);
    },
    get backlog() {
      return log?.backlog ?? notes.length;
    },
    async close() {
      closed = true;
      clearInterval(timer);
      await opening;
      await log?.close();
    },
  };
}
