import type { Home } from '../edge/home.ts';
import { LeashError } from '../errors.ts';
import type { EntryFilter } from '../edge/shardQuery.ts';
import { exportFormats, type ExportFormat } from './auditExport/formats.ts';
import { exported, type ExportedEntry } from './auditExport/exported.ts';
import type { UnreadableShard } from './auditShards.ts';
import { streamEntries } from './auditStream.ts';
import type { OnProgress } from './recordedDecisions.ts';

/** Which entries are exported: exact values and a period, both ends included. An `effect` picks decisions or events alone. */
export interface ExportQuery extends EntryFilter {
  readonly onProgress?: OnProgress | undefined;
}

/**
 * The entries that fit, oldest first, as the texts of a file that are to be written one after the other; each ends with a line
 * break. Throws a `LeashError` at the end where a part of the log could not be read: what was given before is not all.
 */
export async function* exportEntries(
  home: Home,
  query: ExportQuery,
  format: ExportFormat,
): AsyncGenerator<string, void> {
  const { onProgress, since, until, ...filter } = query;
  const { head, line } = exportFormats[format];
  const unreadable: UnreadableShard[] = [];
  const damaged: string[] = [];
  if (head !== null) yield head;
  const stream = streamEntries(home, { since, until }, { onProgress, onUnreadable: (shard) => unreadable.push(shard) });
  for await (const { shard, row, entry } of stream) {
    if (entry === null) {
      if (damaged.length < MOST_NAMED) damaged.push(`${shard}:${row.seq}`);
      continue;
    }
    const found = exported(shard, row, entry);
    const text = fits(found, filter) ? line(found) : null;
    if (text !== null) yield text;
  }
  if (unreadable.length > 0 || damaged.length > 0) throw incomplete(unreadable, damaged);
}

const MOST_NAMED = 5;

/** The columns may have been changed alone: what counts is the entry. */
function fits({ columns }: ExportedEntry, filter: Omit<EntryFilter, 'since' | 'until'>): boolean {
  return (['agent', 'server', 'session', 'action', 'effect'] as const).every(
    (name) => (filter[name] ?? columns[name]) === columns[name],
  );
}

function incomplete(unreadable: readonly UnreadableShard[], damaged: readonly string[]): LeashError {
  const parts = [
    ...unreadable.map(({ shard, why }) => `log ${shard} (${why})`),
    ...damaged.map((place) => `entry ${place}`),
  ];
  const message = `the export is not complete, for these cannot be read: ${parts.join(', ')}; \`leash audit verify\` tells more`;
  return new LeashError('ERR_LOG_UNAVAILABLE', message);
}
