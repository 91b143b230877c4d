import { NO_HASH, noteHash } from './chain.ts';
import { EMPTY_FRONTIER } from './merkle.ts';
import type { Frontier } from './merkle.ts';
import type { KnownSubtrees } from './knownSubtrees.ts';

/** How far verification of a log has come, after one of its commits. */
export type Standing = Intact | Damaged;

/** All entries up to here are in place and under a checkpoint whose text matches. */
export interface Intact {
  readonly kind: 'intact';
  readonly frontier: Frontier;
  /** Null before the first entry. */
  readonly last: LastEntry | null;
  /** The last checkpoint; its signature is verified only where no later entry names it. */
  readonly pending: PendingNote | null;
}

/** The last commit was damaged; what is still known serves to tell what is wrong with the next ones. */
interface Damaged {
  readonly kind: 'damaged';
  readonly subtrees: KnownSubtrees;
  /** Computed so far; null once an entry was missing. */
  readonly frontier: Frontier | null;
  readonly last: LastEntry | null;
  readonly beforeLast: LastEntry | null;
  readonly pending: PendingNote | null;
  /** An entry that came before its time, until it is known which of them is out of place. */
  readonly ahead: { readonly position: number; readonly seq: number; readonly recordId: string | null } | null;
  /** How far `seq` columns are off for good, as after a renumbering. */
  readonly shift: number;
  /** True when the next entry may show a new shift. */
  readonly mayShift: boolean;
  /** The last commit's entries are what its checkpoint signs. */
  readonly bytesProven: boolean;
  /** A signed root did not match, and none has since: saying so again would tell nothing. */
  readonly broken: boolean;
}

/** The entry that the next one must name. */
export interface LastEntry {
  readonly seq: number;
  readonly recordId: string | null;
  readonly hash: string;
  /** True once damage was found in it: a broken link to it is then no news. */
  readonly flagged: boolean;
}

/** A checkpoint that the next commit must name. */
export interface PendingNote {
  readonly text: string;
  readonly seq: number;
  readonly recordId: string | null;
  readonly signature: 'unverified' | 'verified' | 'damaged';
}

/** Before the first entry. */
export const BEGINNING: Intact = { kind: 'intact', frontier: EMPTY_FRONTIER, last: null, pending: null };

/** The hash by which the next commit must name a checkpoint. */
export function pendingHash(pending: PendingNote | null): string {
  return pending === null ? NO_HASH : noteHash(pending.text);
}
