import { randomBytes } from 'node:crypto';

import { parseCheckpoint } from '../audit/checkpoint.ts';
import { AUDIT_DEFAULTS } from '../edge/auditSettings.ts';
import { systemClock } from '../edge/clock.ts';
import type { Home } from '../edge/home.ts';
import { readRootKey } from '../edge/keys.ts';
import { recordInIndex } from '../edge/shardIndex.ts';
import type { Position } from '../edge/shardLog.ts';
import { lastRow } from '../edge/shardRows.ts';
import { LeashError } from '../errors.ts';
import type { UnreadableShard } from './auditShards.ts';
import { readShards } from './auditShards.ts';

/** Where the whole log stands, for somebody else to hold. */
export interface TakenCheckpoint {
  /** The signed notes of the index and of each shard, one after the other: what is to be kept outside this machine. */
  readonly text: string;
  readonly index: Position;
  readonly shards: readonly Position[];
  readonly unreadable: readonly UnreadableShard[];
}

/** Records in the index where each shard stands, and returns all signed checkpoints. Throws a `LeashError` where there is no log. */
export async function takeCheckpoint(home: Home, warn: (message: string) => void): Promise<TakenCheckpoint> {
  const root = await readRootKey(home);
  if (root === null) {
    throw new LeashError(
      'ERR_LOG_UNAVAILABLE',
      `there is no log in \`${home.root}\` yet; run a server behind leash-mcp first`,
    );
  }
  const { results, unreadable } = await readShards(home, async (shard, slot) => {
    const row = await lastRow(shard);
    return row === null ? null : positionOf(slot, row.seq + 1, row.note);
  });
  const shards = results.filter((position) => position !== null);
  const options = { home, root, settings: AUDIT_DEFAULTS, random: randomBytes, clock: systemClock, warn, waitMs: 5000 };
  const index = await recordInIndex(options, shards);
  const text = [index, ...shards].map(({ note }) => note).join('');
  return { text, index, shards, unreadable };
}

function positionOf(slot: string, size: number, note: string | null): Position {
  // Only what its own bytes say is passed on; whether it is signed by the right key is for `verify` to tell.
  if (note === null || parseCheckpoint(note)?.checkpoint.size !== size) {
    throw new Error('its last entry carries no checkpoint; run `leash audit verify`');
  }
  return { slot, size, note };
}
