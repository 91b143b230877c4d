import type { EntryDraft, Receipt } from './entry.ts';
import type { LeashError } from '../errors.ts';

/** Told once for each draft: the receipt once the entry is durable, or why it is not. */
export type Recorded = (result: Receipt | LeashError) => void;

/** Where decisions are written. The runtime holds one; `edge/logStore.ts` is the real one. */
export interface AuditLog {
  /** Queues the draft, commits it with its neighbours, then calls back. Never throws; `done` is called exactly once, never within this call. */
  append(draft: EntryDraft, done: Recorded): void;
  /** Queues a draft nobody waits for: it rides with the next commit, or with one of its own within `idleMs`. */
  note(draft: EntryDraft): void;
  /** Entries that are queued and not yet durable. */
  readonly backlog: number;
  /** Commits what is queued, writes the head, releases the slot. */
  close(): Promise<void>;
}
