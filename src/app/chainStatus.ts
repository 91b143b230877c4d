import { parseCheckpoint } from '../audit/checkpoint.ts';
import { readHead } from '../edge/head.ts';
import type { Home } from '../edge/home.ts';
import { lastRow } from '../edge/shardRows.ts';
import { isSlotHeld } from '../edge/slots.ts';
import { LeashError } from '../errors.ts';
import { readShards, type UnreadableShard } from './auditShards.ts';
import { publicKeys } from './keys.ts';
import { knownSlots } from './knownSlots.ts';

/** Where the logs of a home stand. Nothing is verified here: it is what they say of themselves. */
export interface ChainStatus {
  /** The root key; null before the first server ran. */
  readonly key: string | null;
  /** Why the key cannot be read; null where it can. */
  readonly problem: string | null;
  readonly shards: readonly ChainShard[];
  readonly unreadable: readonly UnreadableShard[];
}

/** Where one log stands. */
export interface ChainShard {
  readonly shard: string;
  /** `missing` where only its head is left. */
  readonly state: 'running' | 'idle' | 'missing';
  readonly entries: number;
  /** Time of the last entry, in ms since the epoch. */
  readonly last: number | null;
  /** How many entries the newest signed checkpoint covers; null where it is none that can be read. */
  readonly signed: number | null;
  /** The same of the copy beside the log, by which an old log put back in its place shows. */
  readonly head: number | null;
}

/** Looks at where each log stands, without changing or verifying anything. */
export async function chainStatus(home: Home): Promise<ChainStatus> {
  const key = await publicKeys(home).catch((error: unknown) => {
    if (error instanceof LeashError) return error;
    throw error;
  });
  const { results, unreadable } = await readShards(home, async (shard, slot): Promise<ChainShard> => {
    const row = await lastRow(shard);
    const state = (await isSlotHeld(home, slot)) ? 'running' : 'idle';
    const signed = sizeIn(row?.note ?? null);
    return {
      shard: slot,
      state,
      entries: (row?.seq ?? -1) + 1,
      last: row?.ts ?? null,
      signed,
      head: await headOf(home, slot),
    };
  });
  const seen = new Set([...results, ...unreadable].map(({ shard }) => shard));
  const gone = (await knownSlots(home, [])).filter((slot) => !seen.has(slot));
  const missing = gone.map(async (shard): Promise<ChainShard> => {
    return { shard, state: 'missing', entries: 0, last: null, signed: null, head: await headOf(home, shard) };
  });
  return {
    key: key instanceof LeashError ? null : (key?.root ?? null),
    problem: key instanceof LeashError ? key.message : null,
    shards: [...results, ...(await Promise.all(missing))],
    unreadable,
  };
}

async function headOf(home: Home, slot: string): Promise<number | null> {
  return sizeIn(await readHead(home, slot));
}

function sizeIn(note: string | null): number | null {
  return note === null ? null : (parseCheckpoint(note)?.checkpoint.size ?? null);
}
