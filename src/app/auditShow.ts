import type { OpenedEntry } from '../audit/disclosure.ts';
import { openEntry } from '../audit/disclosure.ts';
import { parseEntry } from '../audit/parseEntry.ts';
import type { EntryRow } from '../audit/row.ts';
import type { Home } from '../edge/home.ts';
import { findOpenings } from '../edge/openings.ts';
import { readShard } from '../edge/shardFiles.ts';
import { outcomesOf } from '../edge/shardQuery.ts';
import { rowAt, rowsWhere } from '../edge/shardRows.ts';
import type { Database } from '../edge/sqlite.ts';
import type { LogLine } from './auditLine.ts';
import { lineOf } from './auditLine.ts';
import type { UnreadableShard } from './auditShards.ts';
import { readShards } from './auditShards.ts';
import { unreadableLog } from './unreadableLog.ts';

/** One entry with all that is known of it. */
export interface ShownEntry {
  readonly line: LogLine;
  /** The canonical bytes that are hashed and signed. */
  readonly bytes: string;
  /** The values that the kept openings reveal, each checked against the entry's commitment; null for bytes that are no entry. */
  readonly opened: OpenedEntry | null;
  /** The same for the outcome of a decision. */
  readonly outcomeOpened: OpenedEntry | null;
  /** The decision that an outcome belongs to. */
  readonly decision: LogLine | null;
}

/** The entry that was asked for, or the shards that could not be searched for it. */
export type ShowResult =
  | { readonly kind: 'found'; readonly shown: ShownEntry }
  | { readonly kind: 'not-found'; readonly unreadable: readonly UnreadableShard[] }
  | { readonly kind: 'no-id' };

/** Finds an entry by its record id, or by shard and index (`00:42`). Throws `ERR_LOG_UNAVAILABLE` where it cannot be read. */
export async function showEntry(home: Home, id: string): Promise<ShowResult> {
  try {
    return await findEntry(home, id);
  } catch (cause) {
    throw unreadableLog(`entry ${id} cannot be read`, cause);
  }
}

async function findEntry(home: Home, id: string): Promise<ShowResult> {
  const place = /^(\d{2,3}|index):(\d{1,15})$/.exec(id);
  if (place !== null) return showPlace(home, place[1] ?? '', Number(place[2]));
  const time = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.exec(id);
  if (time === null) return { kind: 'no-id' };
  return showRecord(home, id.toLowerCase(), Number.parseInt(`${time[1] ?? ''}${time[2] ?? ''}`, 16));
}

async function showPlace(home: Home, slot: string, seq: number): Promise<ShowResult> {
  const shard = await readShard(home, slot);
  if (shard === null) return { kind: 'not-found', unreadable: [] };
  try {
    const row = await rowAt(shard, seq);
    return row === null
      ? { kind: 'not-found', unreadable: [] }
      : { kind: 'found', shown: await show(home, shard, slot, row) };
  } finally {
    await shard.close();
  }
}

/** A UUIDv7 begins with the time of its entry, by which entries are indexed. */
async function showRecord(home: Home, id: string, ms: number): Promise<ShowResult> {
  const { results, unreadable } = await readShards(home, async (shard, slot) => {
    const rows = await rowsWhere(shard, 'ts = ?', [ms]);
    const row = rows.find((one) => parseEntry(one.bytes)?.record_id === id);
    return row === undefined ? null : show(home, shard, slot, row);
  });
  const shown = results.find((result) => result !== null);
  return shown == null ? { kind: 'not-found', unreadable } : { kind: 'found', shown };
}

async function show(home: Home, shard: Database, slot: string, row: EntryRow): Promise<ShownEntry> {
  const outcome = row.phase === 'decision' ? (await outcomesOf(shard, [row.seq])).get(row.seq) : undefined;
  const decision = row.parent === null ? null : await rowAt(shard, row.parent);
  return {
    line: lineOf(slot, row, outcome),
    bytes: row.bytes,
    opened: await open(home, slot, row),
    outcomeOpened: outcome === undefined ? null : await open(home, slot, outcome),
    decision: decision === null ? null : lineOf(slot, decision, row),
  };
}

async function open(home: Home, slot: string, row: EntryRow): Promise<OpenedEntry | null> {
  const entry = parseEntry(row.bytes);
  if (entry === null) return null;
  const { disclosures } = await findOpenings(home, slot, row);
  return openEntry(entry, disclosures);
}
