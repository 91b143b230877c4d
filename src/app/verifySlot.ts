import { parseCheckpoint } from '../audit/checkpoint.ts';
import type { Finding, FindingKind } from '../audit/finding.ts';
import type { EntryRow } from '../audit/row.ts';
import type { VerifierKey } from '../audit/vkey.ts';
import { readHead } from '../edge/head.ts';
import type { Home } from '../edge/home.ts';
import { originOf } from '../edge/openShardLog.ts';
import { sqliteCode } from '../edge/sqlite.ts';
import type { HeldNote } from './heldNotes.ts';
import type { Claim } from './verifyClaims.ts';
import type { ShardVerdict } from './verifyShard.ts';
import { verifyShard } from './verifyShard.ts';

/** A part of the log that could not be verified, because it is not there or cannot be read. */
export interface Gap {
  /** Null where it concerns no one log. */
  readonly shard: string | null;
  readonly message: string;
}

export type SlotResult =
  | { readonly kind: 'verdict'; readonly verdict: ShardVerdict }
  | { readonly kind: 'finding'; readonly finding: Finding }
  | { readonly kind: 'gap'; readonly gap: Gap };

/** What a slot is verified against: what is known of all slots. */
export interface SlotExpectations {
  readonly home: Home;
  readonly slot: string;
  readonly rootKey: VerifierKey | null;
  readonly held: readonly HeldNote[];
  readonly claims: readonly Claim[];
}

/** The slot that a checkpoint is of. */
export function slotOf(origin: string): string {
  return origin.slice(origin.lastIndexOf('/') + 1);
}

/** Verifies one slot, also when its log is not there or is no log any more. */
export async function verifySlot(
  expected: SlotExpectations,
  each: (rows: readonly EntryRow[]) => void,
): Promise<SlotResult[]> {
  const { home, slot, rootKey } = expected;
  const origin = rootKey === null ? null : originOf(rootKey, slot);
  const claims = expected.claims.filter((claim) => claim.slot === slot);
  const ofSlot = expected.held.filter(({ checkpoint }) => slotOf(checkpoint.origin) === slot);
  const held = ofSlot.filter(({ checkpoint }) => origin === null || checkpoint.origin === origin);
  const strangers = ofSlot.filter((note) => !held.includes(note)).map(strange);
  try {
    const verdict = await verifyShard(home, { slot, rootKey, origin, held, claims }, each);
    if (verdict !== null) return [...strangers, { kind: 'verdict', verdict }];
    const sizes = [...claims.map(({ size }) => size), ...held.map(({ checkpoint }) => checkpoint.size)];
    return [...strangers, ...(await missing(home, slot, sizes))];
  } catch (error) {
    return [...strangers, unreadable(slot, error)];
  }
}

/** Says of a held checkpoint that it is of a log that this home cannot have. */
export function strange({ checkpoint }: HeldNote): SlotResult {
  const slot = slotOf(checkpoint.origin);
  return finding(
    'wrong-origin',
    slot,
    `a held checkpoint is of \`${checkpoint.origin}\`, which is no log of this home`,
  );
}

/** A log that is not there is missing only if somebody saw it. */
async function missing(home: Home, slot: string, sizes: readonly number[]): Promise<SlotResult[]> {
  const head = await readHead(home, slot);
  const size = Math.max(0, parseCheckpoint(head ?? '')?.checkpoint.size ?? 0, ...sizes);
  if (size === 0) return [];
  return [{ kind: 'gap', gap: { shard: slot, message: `log ${slot} is missing: it had ${size} entries` } }];
}

function unreadable(slot: string, error: unknown): SlotResult {
  const why = error instanceof Error ? error.message : String(error);
  const code = sqliteCode(error);
  // Damage to the file is damage to the log; a file that may not be read is neither verified nor damaged.
  if (code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB' || code === 'SQLITE_ERROR') {
    return finding('unreadable', slot, `the database of log ${slot} is damaged (${why})`);
  }
  return { kind: 'gap', gap: { shard: slot, message: `log ${slot} cannot be read (${why})` } };
}

function finding(kind: FindingKind, shard: string, message: string): SlotResult {
  return { kind: 'finding', finding: { kind, shard, seq: null, recordId: null, message } };
}
