import { join } from 'node:path';

import { EMPTY_CHAIN } from '../audit/chain.ts';
import { parseCheckpoint } from '../audit/checkpoint.ts';
import type { EventDraft, Instant } from '../audit/entry.ts';
import { encodeVkey } from '../audit/vkey.ts';
import type { AuditSettings } from './auditSettings.ts';
import type { SignerOptions } from './epochSigner.ts';
import { beginSigner, resumeSigner } from './epochSigner.ts';
import { openHead, readHead } from './head.ts';
import type { Home } from './home.ts';
import type { StoredKey } from './keys.ts';
import { homeId, rootVerifier } from './keys.ts';
import { openOpenings, type LoadSecretTest } from './openings.ts';
import { ownEvent } from './ownEvent.ts';
import { ShardLog, placeOf } from './shardLog.ts';
import type { ShardParts } from './shardLog.ts';
import type { Recovered, Unusable } from './shardRecovery.ts';
import { recoverShard } from './shardRecovery.ts';
import type { ShardTable } from './shardTable.ts';
import { openShardTable } from './shardTable.ts';
import { sqliteCode } from './sqlite.ts';
import { writeFailure } from './writeFailure.ts';

/** What opening a shard takes; its slot must be held. */
export interface ShardOptions {
  readonly home: Home;
  readonly root: StoredKey;
  readonly slot: string;
  readonly settings: AuditSettings;
  readonly loadSecretTest: LoadSecretTest;
  readonly random: (bytes: number) => Uint8Array;
  readonly clock: () => Instant;
  readonly warn: (message: string) => void;
}

/** The name under which a slot's checkpoints are signed. */
export function originOf(root: Pick<StoredKey, 'publicKey'>, slot: string): string {
  return `leash/${homeId(root)}/${slot}`;
}

/** Where a slot's database lies. */
export function shardPath(home: Home, slot: string): string {
  return slot === INDEX ? join(home.audit, 'index.db') : join(home.shards, `${slot}.db`);
}

/** The slot of the log of the other logs' checkpoints. */
export const INDEX = 'index';

/** A shard that can be appended to, and what its log should say of how it was found. */
export interface OpenedShard {
  readonly kind: 'open';
  readonly log: ShardLog;
  readonly notices: readonly EventDraft[];
}

/** Opens a slot's log where its last commit, head and key agree, or begins it; else says why it must be left alone. */
export async function openShardLog(options: ShardOptions): Promise<OpenedShard | Unusable> {
  const path = shardPath(options.home, options.slot);
  try {
    const table = await openShardTable(path, options.settings.durability);
    if (typeof table === 'string') return { kind: 'unusable', finding: 'damaged', why: table };
    const opened = await assemble(options, path, table).catch(async (error: unknown) => {
      await table.close();
      throw error;
    });
    if (opened.kind === 'unusable') await table.close();
    return opened;
  } catch (error) {
    const code = sqliteCode(error);
    if (code !== 'SQLITE_NOTADB' && code !== 'SQLITE_CORRUPT') throw writeFailure(path, error);
    return { kind: 'unusable', finding: 'damaged', why: 'its database is damaged' };
  }
}

async function assemble(options: ShardOptions, path: string, table: ShardTable): Promise<OpenedShard | Unusable> {
  const { home, slot, settings, random, clock, warn, loadSecretTest } = options;
  const headText = await readHead(home, slot);
  const recovered = await recoverShard(table.db, originOf(options.root, slot), headText);
  if (recovered.kind === 'unusable') return recovered;
  const start = recovered.kind === 'empty' ? await begin(options) : await resume(options, recovered);
  if (start.kind === 'unusable') return start;
  const lost = (what: string) =>
    warnOnce((error) => warn(`${what} of log ${slot} cannot be written (${String(error)})`));
  const head = await openHead(home, slot, lost('the head'));
  const openings =
    settings.openingsDays > 0 ? openOpenings(home, slot, { failed: lost('the openings'), loadSecretTest }) : null;
  const { signer, first, chain, note } = start;
  const parts = {
    slot,
    path,
    table,
    signer,
    head,
    openings,
    args: settings.arguments,
    random,
    clock,
    first,
    chain,
    note,
  };
  const log = new ShardLog(parts, await placeOf(path));
  return { kind: 'open', log, notices: recovered.kind === 'ready' ? headNotices(options, headText) : [] };
}

type Start = Pick<ShardParts, 'signer' | 'first' | 'chain' | 'note'> & { readonly kind: 'start' };

async function begin(options: ShardOptions): Promise<Start> {
  const { root, slot, settings, clock } = options;
  const at = clock();
  const { signer, certificate } = await beginSigner(signerOptions(options), root, at);
  const first = ownEvent('log_start', at, {
    certificate,
    durability: settings.durability,
    origin: originOf(root, slot),
    root_key: encodeVkey(rootVerifier(root)),
  });
  return { kind: 'start', signer, first, chain: EMPTY_CHAIN, note: null };
}

async function resume(
  options: ShardOptions,
  recovered: Extract<Recovered, { kind: 'ready' }>,
): Promise<Start | Unusable> {
  const signer = await resumeSigner(signerOptions(options), recovered);
  const { chain, note } = recovered;
  if (signer !== null) return { kind: 'start', signer, first: null, chain, note };
  return { kind: 'unusable', finding: 'key-lost', why: 'the key that signed it last is not in the folder of keys' };
}

function signerOptions({ home, slot, root, settings, warn }: ShardOptions): SignerOptions {
  return { home, slot, origin: originOf(root, slot), settings, warn };
}

/** A shard without a readable head goes on, since a power cut can do that; but its log says so. */
function headNotices({ slot, clock, warn }: ShardOptions, head: string | null): EventDraft[] {
  if (head !== null && parseCheckpoint(head) !== null) return [];
  const why = head === null ? 'its head is missing' : 'its head cannot be read';
  warn(`log ${slot}: ${why}; after a power cut that is harmless, else run \`leash audit verify\``);
  return [ownEvent('rollback_detected', clock(), { finding: 'head-lost', slot, why })];
}

function warnOnce(warn: (error: unknown) => void): (error: unknown) => void {
  let warned = false;
  return (error) => {
    if (!warned) warn(error);
    warned = true;
  };
}
