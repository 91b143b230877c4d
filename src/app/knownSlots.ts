import type { Home } from '../edge/home.ts';
import { headSlots, readShard, shardSlots } from '../edge/shardFiles.ts';
import { lastRow } from '../edge/shardRows.ts';
import { isSlot } from '../edge/slots.ts';

/** The shards that a home has, or that somebody has seen: by its database, its head, or by those `seen`. In their order. */
export async function knownSlots(home: Home, seen: Iterable<string>): Promise<string[]> {
  const slots = new Set([...(await shardSlots(home)), ...(await headSlots(home)), ...seen]);
  // What was seen is foreign text, and becomes a path.
  return [...slots].filter(isSlot).sort((one, other) => Number(one) - Number(other));
}

/** How many entries there are to verify, as far as the logs tell now. */
export async function countEntries(home: Home, slots: readonly string[]): Promise<number> {
  let entries = 0;
  for (const slot of slots) {
    const shard = await readShard(home, slot).catch(() => null);
    // A log that cannot be read is told of when it is verified.
    const last = await (shard === null ? null : lastRow(shard).catch(() => null));
    entries += last === null ? 0 : Math.max(0, last.seq + 1);
    await shard?.close();
  }
  return entries;
}
