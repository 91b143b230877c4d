import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';

import type { Home } from './home.ts';
import { shardPath } from './openShardLog.ts';
import { compareSchema } from './shardSchema.ts';
import { isSlot } from './slots.ts';
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

/** Opens a slot's database for reading while its writer may be at work; null when there is none, or none yet. */
export async function readShard(home: Home, slot: string): Promise<Database | null> {
  const path = shardPath(home, slot);
  if (!existsSync(path)) return null;
  const db = await openDatabase(path, { access: 'readonly', busyMs: 2000 });
  try {
    if ((await compareSchema(db)) !== 'none') return db;
  } catch (error) {
    await db.close();
    throw error;
  }
  // Its writer has only just made the file.
  await db.close();
  return null;
}

async function slotsIn(folder: string, ending: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  // Whatever else lies there is none of ours.
  const slots = names.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length));
  return slots.filter(isSlot).sort((one, other) => Number(one) - Number(other));
}
