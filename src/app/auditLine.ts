import { parseEntry } from '../audit/parseEntry.ts';
import type { EntryRow } from '../audit/row.ts';
import type { Columns, OutcomeEntry, SealedEntry } from '../audit/sealedEntry.ts';
import { columnsOf } from '../audit/sealedEntry.ts';

/** One entry as people read it. Texts are foreign: escape what goes to a terminal. */
export interface LogLine extends Columns {
  readonly shard: string;
  /** The entry itself; null when its bytes cannot be read, and the columns are all that is known. */
  readonly entry: SealedEntry | null;
  /** What became of an allowed decision: null for what has no outcome, as a denial or an event. */
  readonly outcome: OutcomeEntry | 'unknown' | null;
}

/** Reads a row, and the outcome's row for a decision that has one. */
export function lineOf(shard: string, row: EntryRow, outcome: EntryRow | undefined): LogLine {
  const entry = parseEntry(row.bytes);
  // The columns may have been changed alone, which `verify` finds: what counts is the entry.
  return { shard, ...(entry === null ? columnsOfRow(row) : columnsOf(entry)), entry, outcome: outcomeOf(row, outcome) };
}

function outcomeOf(row: EntryRow, outcome: EntryRow | undefined): LogLine['outcome'] {
  if (row.phase !== 'decision') return null;
  const entry = outcome === undefined ? null : parseEntry(outcome.bytes);
  if (entry?.record_phase === 'post_execution') return entry;
  return row.effect === 'deny' ? null : 'unknown';
}

function columnsOfRow({ seq, ts, phase, agent, server, session, action, effect, parent }: EntryRow): Columns {
  return { seq, ts, phase, agent, server, session, action, effect, parent };
}
