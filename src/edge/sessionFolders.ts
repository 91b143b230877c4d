import { parseEntry } from '../audit/parseEntry.ts';
import { member } from '../jsonrpc/value.ts';
import { rowsWhere } from './shardRows.ts';
import type { Database } from './sqlite.ts';

/** The working directory of each session of a shard, as far as its start was recorded with one. */
export async function sessionFolders(shard: Database): Promise<ReadonlyMap<string, string>> {
  const folders = new Map<string, string>();
  const condition = "phase = 'event' AND action = 'session_start' AND seq >= ? ORDER BY seq LIMIT ?";
  for (let next: number | null = 0; next !== null;) {
    const page = await rowsWhere(shard, condition, [next, PAGE]);
    for (const row of page) {
      const entry = parseEntry(row.bytes);
      if (entry?.record_phase !== 'concurrent') continue;
      const cwd = member(entry.action_detail.detail, 'cwd');
      if (typeof cwd === 'string' && cwd.startsWith('/')) folders.set(entry.session_id, cwd);
    }
    const last = page.at(-1);
    next = last === undefined || page.length < PAGE ? null : last.seq + 1;
  }
  return folders;
}

const PAGE = 500;
