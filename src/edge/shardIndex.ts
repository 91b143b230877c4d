import type { JsonObject } from '../jsonrpc/message.ts';
import { LeashError } from '../errors.ts';
import type { ShardOptions } from './openShardLog.ts';
import { INDEX, openShardLog } from './openShardLog.ts';
import { ownEvent } from './ownEvent.ts';
import type { Position } from './shardLog.ts';
import { NOTHING_IS_KEPT } from './openings.ts';
import { claimIndex } from './slots.ts';

/** Who writes into the index, and how long it waits for other processes that do. */
export interface IndexOptions extends Omit<ShardOptions, 'slot' | 'loadSecretTest'> {
  readonly waitMs: number;
}

/** Records where shards stand in the index, a log of the same kind that outlives each of them; returns where the index stands then. */
export async function recordInIndex(options: IndexOptions, positions: readonly Position[]): Promise<Position> {
  const { home, settings, clock, waitMs } = options;
  const lock = await claimIndex(home, waitMs);
  if (lock === null) throw unavailable('ERR_LOG_UNAVAILABLE', `was taken by other processes for ${waitMs} ms`);
  try {
    const opened = await openShardLog({
      ...options,
      slot: INDEX,
      loadSecretTest: NOTHING_IS_KEPT,
      settings: { ...settings, durability: 'full', openingsDays: 0 },
    });
    if (opened.kind === 'unusable') throw unavailable('ERR_LOG_TAMPERED', `is left as it is: ${opened.why}`);
    const { log, notices } = opened;
    try {
      const events = positions.map((position) => ownEvent('shard_checkpoint', clock(), detailOf(position)));
      if (notices.length + events.length > 0) await log.commit([...notices, ...events]);
      if (log.position === null) throw unavailable('ERR_LOG_UNAVAILABLE', 'is empty');
      return log.position;
    } finally {
      await log.close();
    }
  } finally {
    await lock.release();
  }
}

function detailOf({ slot, size, note }: Position): JsonObject {
  return { note, size, slot };
}

function unavailable(code: 'ERR_LOG_UNAVAILABLE' | 'ERR_LOG_TAMPERED', what: string): LeashError {
  return new LeashError(code, `the index of the audit log ${what}`);
}
