import { randomBytes } from 'node:crypto';

import type { EntryDraft, Instant } from '../../src/audit/entry.ts';
import type { AuditSettings } from '../../src/edge/auditSettings.ts';
import { AUDIT_DEFAULTS } from '../../src/edge/auditSettings.ts';
import type { Home } from '../../src/edge/home.ts';
import { rootKey } from '../../src/edge/keys.ts';
import type { OpenedShard, ShardOptions } from '../../src/edge/openShardLog.ts';
import { openShardLog, shardPath } from '../../src/edge/openShardLog.ts';
import type { Unusable } from '../../src/edge/shardRecovery.ts';
import { openDatabase } from '../../src/edge/sqlite.ts';
import { decision } from './drafts.ts';

export const NOW: Instant = { ms: 1_760_000_000_000, monoNs: 5_000_000_000 };

export interface ShardSetup {
  readonly slot?: string;
  readonly settings?: Partial<AuditSettings>;
  readonly clock?: () => Instant;
  readonly warn?: (message: string) => void;
}

/** What opening a shard takes, with the usual answers. */
export async function shardOptions(home: Home, setup: ShardSetup = {}): Promise<ShardOptions> {
  return {
    home,
    loadSecretTest: () => Promise.resolve(() => false),
    root: await rootKey(home),
    slot: setup.slot ?? '00',
    settings: { ...AUDIT_DEFAULTS, ...setup.settings },
    random: randomBytes,
    clock: setup.clock ?? (() => NOW),
    warn: setup.warn ?? (() => undefined),
  };
}

/** Opens a shard without a slot's lock; who tests with several takes care. */
export async function openShard(home: Home, setup: ShardSetup = {}): Promise<OpenedShard | Unusable> {
  return openShardLog(await shardOptions(home, setup));
}

/** Opens a shard that must be whole. */
export async function wholeShard(home: Home, setup: ShardSetup = {}): Promise<OpenedShard> {
  const opened = await openShard(home, setup);
  if (opened.kind === 'unusable') throw new Error(`the shard is unusable: ${opened.why}`);
  return opened;
}

/** Opens a shard, commits the drafts one by one and closes it again. */
export async function writeShard(home: Home, drafts: readonly EntryDraft[], setup: ShardSetup = {}): Promise<void> {
  const { log } = await wholeShard(home, setup);
  for (const draft of drafts) await log.commit([draft]);
  await log.close();
}

/** So many decisions, told apart by their reason. */
export function decisions(count: number): EntryDraft[] {
  return Array.from({ length: count }, (_, index) => decision({ reason: `decision ${index}` }));
}

/** Changes a shard behind the log's back. */
export async function tamper(home: Home, sql: string, slot = '00'): Promise<void> {
  const db = await openDatabase(shardPath(home, slot), { access: 'readwrite', busyMs: 1000 });
  await db.exec(sql);
  await db.close();
}

/** Asks a shard directly. */
export async function ask(home: Home, sql: string, slot = '00'): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const db = await openDatabase(shardPath(home, slot), { access: 'readonly', busyMs: 1000 });
  const rows = await db.all(sql);
  await db.close();
  return rows;
}
