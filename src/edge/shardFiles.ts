import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';

import type { Home } from './home.ts';
import { shardPath } from './openShardLog.ts';
import type { Database } from './sqlite.ts';
import { openDatabase } from './sqlite.ts';

/** The slots that have a database, in their order. */
export function shardSlots(home: Home): Promise<string[]> {
  return slotsIn(home.shards, '.db');
}

/** The slots that have a head, in their order, the index aside. */
export function headSlots(home: Home): Promise<string[]> {
  return slotsIn(home.heads, '.head');
}

/** Opens a slot's database for reading while its writer may be at work; null when there is none. */
export async function readShard(home: Home, slot: string): Promise<Database | null> {
  try {
    return await openDatabase(shardPath(home, slot), { access: 'readonly', busyMs: 2000 });
  } catch (error) {
    if (!existsSync(shardPath(home, slot))) return null;
    throw error;
  }
}

async function slotsIn(folder: string, ending: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  // Whatever else lies there is none of ours.
  const slots = names.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length));
  return slots.filter((slot) => /^\d{2,3}$/.test(slot)).sort((one, other) => Number(one) - Number(other));
}
