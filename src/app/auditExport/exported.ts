import type { EntryRow } from '../../audit/row.ts';
import { columnsOf, type Columns, type SealedEntry } from '../../audit/sealedEntry.ts';

/** An entry on its way out of the log. */
export interface ExportedEntry {
  /** Shard and position, as `leash audit show` takes them. */
  readonly place: string;
  readonly entry: SealedEntry;
  /** The canonical bytes that are hashed and signed. */
  readonly bytes: string;
  /** Derived from the entry, not from the columns that stand beside it. */
  readonly columns: Columns;
}

/** Reads what exports ask of an entry. */
export function exported(shard: string, { bytes }: EntryRow, entry: SealedEntry): ExportedEntry {
  const columns = columnsOf(entry);
  return { place: `${shard}:${columns.seq}`, entry, bytes, columns };
}
