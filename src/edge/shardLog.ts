import { stat } from 'node:fs/promises';

import type { ChainState, SealedBatch } from '../audit/chain.ts';
import { EMPTY_CHAIN, sealBatch } from '../audit/chain.ts';
import type { EntryDraft, EventDraft, Instant, Receipt } from '../audit/entry.ts';
import { hashEntry } from '../audit/merkle.ts';
import type { ArgumentsSetting } from '../audit/seal.ts';
import { LeashError } from '../errors.ts';
import type { Written } from './commitQueue.ts';
import type { EpochSigner } from './epochSigner.ts';
import type { HeadWriter } from './head.ts';
import type { OpeningsWriter } from './openings.ts';
import { lastRow } from './shardRows.ts';
import type { ShardTable } from './shardTable.ts';
import { writeFailure } from './writeFailure.ts';

/** What a shard's log is made of; `openShardLog` puts it together. */
export interface ShardParts {
  readonly slot: string;
  readonly path: string;
  readonly table: ShardTable;
  readonly signer: EpochSigner;
  readonly head: HeadWriter;
  /** Null where no openings are kept. */
  readonly openings: OpeningsWriter | null;
  readonly args: ArgumentsSetting;
  readonly random: (bytes: number) => Uint8Array;
  readonly clock: () => Instant;
  /** What the log begins with while it has no entry. */
  readonly first: EventDraft | null;
  readonly chain: ChainState;
  readonly note: string | null;
}

/** Where a shard's log stands. */
export interface Position {
  readonly slot: string;
  readonly size: number;
  /** The signed checkpoint at that size. */
  readonly note: string;
}

/** A commit on its way into the database. */
interface Commit {
  readonly drafts: readonly EntryDraft[];
  readonly sealed: SealedBatch;
  /** How many entries of the log's own stand before the drafts, and whether one that names a new key follows them. */
  readonly lead: number;
  readonly rotates: boolean;
}

/** How often the database's file is looked for: entries written into a removed file would be nobody's. */
const LOOK_EVERY_NS = 5e7;

/** One shard, open for appending: seals drafts, writes them, and after a failure finds out what the database really holds. */
export class ShardLog {
  readonly #parts: ShardParts;
  readonly #place: string;
  #chain: ChainState;
  #note: string | null;
  /** A commit that failed, and may have happened all the same. */
  #uncertain: Commit | null = null;
  #lookedAt = -Infinity;
  /** Why nothing may be appended any more. */
  #broken: LeashError | null = null;
  /** Hears of entries that stand in the log although their commit had failed. */
  onLate: (drafts: readonly EntryDraft[], written: readonly Written[]) => void = () => undefined;

  constructor(parts: ShardParts, place: string) {
    this.#parts = parts;
    this.#place = place;
    this.#chain = parts.chain;
    this.#note = parts.note;
  }

  /** Null as long as the log is empty. */
  get position(): Position | null {
    return this.#note === null ? null : { slot: this.#parts.slot, size: this.#chain.frontier.size, note: this.#note };
  }

  /** Writes the drafts in one commit; rejects with a `LeashError` when they may not be taken for written. One call at a time. */
  async commit(drafts: readonly EntryDraft[]): Promise<readonly Written[]> {
    const commit = await this.#prepare(drafts);
    if (commit instanceof LeashError) return drafts.map(() => commit);
    try {
      await this.#parts.table.insert(commit.sealed.rows);
    } catch (error) {
      this.#uncertain = commit;
      throw writeFailure(this.#parts.path, error);
    }
    return this.#adopt(commit);
  }

  async close(): Promise<void> {
    await this.#parts.head.close();
    await this.#parts.openings?.close();
    await this.#parts.table.close();
  }

  async #prepare(drafts: readonly EntryDraft[]): Promise<Commit | LeashError> {
    const { signer, args, slot, random, clock, first } = this.#parts;
    const at = clock();
    if (this.#uncertain !== null) await this.#settle(this.#uncertain);
    if (at.monoNs - this.#lookedAt >= LOOK_EVERY_NS) await this.#look(at.monoNs);
    if (this.#broken !== null) throw this.#broken;
    const lead = this.#chain.frontier.size === 0 && first !== null ? [first] : [];
    const rotation = await signer.rotation(this.#chain.frontier.size, at);
    const all = rotation === null ? [...lead, ...drafts] : [...lead, ...drafts, rotation];
    try {
      const sealed = sealBatch(this.#chain, all, {
        shard: slot,
        signer: signer.signer,
        args,
        random,
      });
      return { drafts, sealed, lead: lead.length, rotates: rotation !== null };
    } catch (cause) {
      // Any draft can be sealed; should one not be, it must not be tried again with every later commit.
      const why = cause instanceof Error ? cause.message : String(cause);
      return new LeashError('ERR_LOG_UNAVAILABLE', `the entry cannot be sealed (${why})`, { cause });
    }
  }

  async #adopt({ drafts, sealed, lead, rotates }: Commit): Promise<readonly Written[]> {
    const { slot, head, openings, signer } = this.#parts;
    const { rows, recordIds, note, next } = sealed;
    const start = this.#chain.frontier.size + lead;
    this.#chain = next;
    this.#note = note;
    head.put(note);
    openings?.put(sealed);
    const last = rows.at(-1);
    if (rotates && last !== undefined) await signer.rotated(last.seq, last.ts);
    return drafts.map((_, index) => receipt(slot, start + index, recordIds[lead + index] ?? ''));
  }

  /** Continues from what the database holds: the failed commit as a whole, or nothing of it. */
  async #settle(commit: Commit): Promise<void> {
    const held = await this.#held();
    if (held === stateOf(commit.sealed.next)) this.onLate(commit.drafts, await this.#adopt(commit));
    else if (held !== stateOf(this.#chain)) this.#break('no longer holds what was written into it');
    this.#uncertain = null;
  }

  async #held(): Promise<string> {
    try {
      const last = await lastRow(this.#parts.table.db);
      return last === null ? stateOf(EMPTY_CHAIN) : `${last.seq + 1} ${hashEntry(last.bytes).hash}`;
    } catch (error) {
      throw writeFailure(this.#parts.path, error);
    }
  }

  async #look(monoNs: number): Promise<void> {
    if ((await placeOf(this.#parts.path)) !== this.#place) this.#break('was removed or replaced while it was in use');
    this.#lookedAt = monoNs;
  }

  #break(what: string): void {
    const way = 'run `leash audit verify`, and restart the server to begin a new shard';
    this.#broken = new LeashError('ERR_LOG_TAMPERED', `the audit log \`${this.#parts.path}\` ${what}; ${way}`);
  }
}

/** Tells a file from another under the same name; empty when there is none. */
export async function placeOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  return found === null ? '' : `${found.dev}:${found.ino}`;
}

function stateOf({ frontier, prevHash }: ChainState): string {
  return `${frontier.size} ${prevHash}`;
}

/** The one maker of receipts: its entries are durable. */
function receipt(shard: string, index: number, recordId: string): Receipt {
  return { shard, index, recordId } as Receipt;
}
