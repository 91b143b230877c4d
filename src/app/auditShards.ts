import type { Home } from '../edge/home.ts';
import { readShard, shardSlots } from '../edge/shardFiles.ts';
import type { Database } from '../edge/sqlite.ts';

/** A shard that could not be read, and why. */
export interface UnreadableShard {
  readonly shard: string;
  readonly why: string;
}

/** Reads every shard of a home with its own connection; one that cannot be read does not hide the others. */
export async function readShards<T>(
  home: Home,
  read: (shard: Database, slot: string) => Promise<T>,
): Promise<{ readonly results: readonly T[]; readonly unreadable: readonly UnreadableShard[] }> {
  const results: T[] = [];
  const unreadable: UnreadableShard[] = [];
  for (const slot of await shardSlots(home)) {
    try {
      const shard = await readShard(home, slot);
      if (shard === null) continue;
      try {
        results.push(await read(shard, slot));
      } finally {
        await shard.close();
      }
    } catch (error) {
      unreadable.push({ shard: slot, why: error instanceof Error ? error.message : String(error) });
    }
  }
  return { results, unreadable };
}
