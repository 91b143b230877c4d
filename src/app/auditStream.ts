import { parseEntry } from '../audit/parseEntry.ts';
import type { EntryRow } from '../audit/row.ts';
import type { SealedEntry } from '../audit/sealedEntry.ts';
import type { Home } from '../edge/home.ts';
import { readOpenings, type OpeningsReader } from '../edge/openingsReader.ts';
import { readShard, shardSlots } from '../edge/shardFiles.ts';
import type { DecisionPeriod } from '../edge/shardDecisions.ts';
import { rowsWhere } from '../edge/shardRows.ts';
import type { Database } from '../edge/sqlite.ts';
import type { JsonObject } from '../jsonrpc/message.ts';
import type { UnreadableShard } from './auditShards.ts';
import type { OnProgress } from './recordedDecisions.ts';

/** One entry of the log, among those of all shards. */
export interface StreamedEntry {
  readonly shard: string;
  readonly row: EntryRow;
  /** Null when the row's bytes are no entry; `leash audit verify` tells of it. */
  readonly entry: (SealedEntry & JsonObject) | null;
  /** The disclosures that are kept of the entry; asked for in the order of the stream. */
  readonly openings: () => Promise<readonly string[]>;
}

/** What is told while entries stream. */
export interface StreamHooks {
  readonly onProgress?: OnProgress | undefined;
  /** A shard of which no more can be read; what came of it before has been given. */
  readonly onUnreadable: (unreadable: UnreadableShard) => void;
}

/**
 * The entries of a period, oldest first: merged by time over all shards, each shard in the order of its chain. Memory holds
 * a page of each shard, however long the log is. What is written meanwhile is not waited for.
 */
export async function* streamEntries(
  home: Home,
  period: DecisionPeriod,
  { onProgress, onUnreadable }: StreamHooks,
): AsyncGenerator<StreamedEntry, void> {
  const open: Source[] = [];
  try {
    for (const slot of await shardSlots(home)) {
      const source = await guarded(slot, onUnreadable, () => openSource(home, slot, period));
      if (source !== null) open.push(source);
    }
    const total = open.reduce((sum, { count }) => sum + count, 0);
    let done = 0;
    const refill = async (source: Source): Promise<void> => {
      if (source.at < source.page.length) return;
      const isRead = (await guarded(source.slot, onUnreadable, () => nextPage(source, period))) !== null;
      if (!isRead) source.page = [];
    };
    for (const source of open) await refill(source);
    for (let source = oldest(open); source !== null; source = oldest(open)) {
      const row = source.page[source.at];
      source.at += 1;
      if (row !== undefined) yield streamed(source, row);
      done += 1;
      onProgress?.({ done, total });
      await refill(source);
    }
  } finally {
    for (const { shard, openings } of open) {
      await openings.close();
      await shard.close();
    }
  }
}

interface Source {
  readonly slot: string;
  readonly shard: Database;
  readonly openings: OpeningsReader;
  readonly count: number;
  /** The last position that is read: a log that grows faster than it is read would never end. */
  readonly last: number;
  page: readonly EntryRow[];
  at: number;
  next: number | null;
}

async function openSource(home: Home, slot: string, period: DecisionPeriod): Promise<Source | null> {
  const shard = await readShard(home, slot);
  if (shard === null) return null;
  try {
    const [row] = await shard.all(EXTENT, bounds(period));
    const first = row?.['first'];
    const last = Number(row?.['last'] ?? -1);
    const count = Number(row?.['n'] ?? 0);
    const next = typeof first === 'number' ? first : null;
    return { slot, shard, openings: readOpenings(home, slot, last), count, last, page: [], at: 0, next };
  } catch (error) {
    await shard.close();
    throw error;
  }
}

const EXTENT = 'SELECT min(seq) AS first, max(seq) AS last, count(*) AS n FROM entry WHERE ts >= ? AND ts <= ?';
/** Enough to be fast, and at 16 KiB an entry not too much for many shards at once. */
const PAGE = 250;
/** The unary plus keeps SQLite off the index of times, which it would sort anew for each page. */
const NEXT = 'seq >= ? AND seq <= ? AND +ts >= ? AND +ts <= ? ORDER BY seq LIMIT ?';

async function nextPage(source: Source, period: DecisionPeriod): Promise<true> {
  source.page = [];
  source.at = 0;
  if (source.next === null) return true;
  source.page = await rowsWhere(source.shard, NEXT, [source.next, source.last, ...bounds(period), PAGE]);
  const last = source.page.at(-1);
  source.next = last === undefined || source.page.length < PAGE ? null : last.seq + 1;
  return true;
}

function bounds({ since, until }: DecisionPeriod): [number, number] {
  return [since ?? Number.MIN_SAFE_INTEGER, until ?? Number.MAX_SAFE_INTEGER];
}

function oldest(sources: readonly Source[]): Source | null {
  let found: Source | null = null;
  let least = Infinity;
  for (const source of sources) {
    const ts = source.page[source.at]?.ts;
    if (ts === undefined || (found !== null && ts >= least)) continue;
    found = source;
    least = ts;
  }
  return found;
}

function streamed({ slot, openings }: Source, row: EntryRow): StreamedEntry {
  return { shard: slot, row, entry: parseEntry(row.bytes), openings: () => openings.find(row) };
}

/** One shard that cannot be read does not hide the others. */
async function guarded<T>(
  shard: string,
  onUnreadable: StreamHooks['onUnreadable'],
  read: () => Promise<T>,
): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    onUnreadable({ shard, why: error instanceof Error ? error.message : String(error) });
    return null;
  }
}
