import type { Finding } from '../audit/finding.ts';
import { parseCheckpoint } from '../audit/checkpoint.ts';
import type { EntryRow } from '../audit/row.ts';
import type { VerifyReport } from '../audit/verify.ts';
import { createVerifier } from '../audit/verify.ts';
import type { VerifierKey } from '../audit/vkey.ts';
import { readHead } from '../edge/head.ts';
import type { Home } from '../edge/home.ts';
import { readShard } from '../edge/shardFiles.ts';
import { lastRow, rowAt, rowsFrom, rowsWhere } from '../edge/shardRows.ts';
import { compareSchema } from '../edge/shardSchema.ts';
import type { Database } from '../edge/sqlite.ts';
import type { HeldNote } from './heldNotes.ts';
import type { Claim } from './verifyClaims.ts';
import { judgeClaims } from './verifyClaims.ts';

/** What one log is verified against. */
export interface ShardExpectations {
  readonly slot: string;
  readonly rootKey: VerifierKey | null;
  /** The origin that it must have; null where no root key is known. */
  readonly origin: string | null;
  readonly held: readonly HeldNote[];
  readonly claims: readonly Claim[];
}

/** The entries after the last checkpoint that somebody outside holds: these could be cut off or rewritten unseen. */
export interface Window {
  readonly entries: number;
  /** Time of the first of them, in ms since the epoch. */
  readonly since: number | null;
}

/** What verification says of one log. */
export interface ShardVerdict {
  readonly slot: string;
  readonly report: VerifyReport;
  /** The report's findings, and those of the comparison with what was seen before. */
  readonly findings: readonly Finding[];
  readonly window: Window;
  /** A head that is missing or cannot be read: a rollback would not show here. */
  readonly headless: boolean;
}

/** Rows that are read at once: each read is a transaction of its own, so that a live writer is not held up. */
const PAGE = 1000;

/** Verifies one log as it stands now, while its writer may go on; null when it is not there. */
export async function verifyShard(
  home: Home,
  expected: ShardExpectations,
  each: (rows: readonly EntryRow[]) => void,
): Promise<ShardVerdict | null> {
  const { slot, rootKey, origin, held } = expected;
  // Before the database: a head that is read later could know of entries that came after.
  const headText = await readHead(home, slot);
  const head = headText !== null && parseCheckpoint(headText) !== null ? headText : null;
  const shard = await readShard(home, slot);
  if (shard === null) return null;
  try {
    const verifier = createVerifier({ shard: slot, rootKey, origin, head, held: held.map(({ text }) => text) });
    for await (const rows of pagesOf(shard)) {
      for (const row of rows) verifier.push(row);
      each(rows);
    }
    const report = verifier.finish();
    const claimed = await judgeClaims(shard, report.entries, expected.claims);
    const findings = [...(await schemaFindings(shard, slot)), ...report.findings, ...claimed];
    const window = await windowOf(shard, report.entries, findings.length === 0 ? held : []);
    return { slot, report, findings, window, headless: head === null && report.entries > 0 };
  } finally {
    await shard.close();
  }
}

/** All rows up to the last one of now, which ends a commit, in pages. */
async function* pagesOf(shard: Database): AsyncGenerator<readonly EntryRow[], void> {
  const last = await lastRow(shard);
  if (last === null) return;
  // A number that no entry can have reads as negative: then everything there is is read, to say what is wrong.
  const end = last.seq < 0 ? Infinity : last.seq;
  let next = -Infinity;
  let page = await rowsWhere(shard, 'TRUE ORDER BY seq LIMIT ?', [PAGE]);
  while (page.length > 0) {
    const after = (page.at(-1)?.seq ?? end) + 1;
    const isLast = after <= next || after > end;
    // The next page is read while this one is verified.
    const upcoming = isLast ? Promise.resolve([]) : rowsFrom(shard, after, PAGE);
    // Whoever stops here has no use for its failure.
    upcoming.catch(() => undefined);
    yield page.filter((row) => row.seq <= end);
    next = after;
    page = await upcoming;
  }
}

async function schemaFindings(shard: Database, slot: string): Promise<Finding[]> {
  if ((await compareSchema(shard)) === 'shard') return [];
  const message = 'its tables are not those of a log: what reads it by an index or writes to it cannot be trusted';
  return [{ kind: 'unreadable', shard: slot, seq: null, recordId: null, message }];
}

async function windowOf(shard: Database, entries: number, confirmed: readonly HeldNote[]): Promise<Window> {
  const covered = Math.max(0, ...confirmed.map(({ checkpoint }) => checkpoint.size));
  const first = covered < entries ? await rowAt(shard, covered) : null;
  return { entries: entries - covered, since: first?.ts ?? null };
}
