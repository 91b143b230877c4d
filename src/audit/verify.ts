import { MAX_COMMIT } from './chain.ts';
import { diagnose } from './diagnose.ts';
import { encodeBase64 } from './base64.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { entryOrder } from './entryOrder.ts';
import { createFindings } from './finding.ts';
import type { Finding } from './finding.ts';
import { heldCheckpoints } from './heldCheckpoints.ts';
import { keyRing } from './keyRing.ts';
import { rootOf } from './merkle.ts';
import { parseEntry } from './parseEntry.ts';
import type { EntryRow } from './row.ts';
import type { EventEntry } from './sealedEntry.ts';
import { readSigned, reportSigner } from './signedCheckpoint.ts';
import type { Signatures } from './signedCheckpoint.ts';
import { BEGINNING } from './standing.ts';
import type { Standing } from './standing.ts';
import { verifyCommit } from './verifyCommit.ts';
import type { LogFacts } from './verifyCommit.ts';
import { encodeVkey } from './vkey.ts';
import type { VerifierKey } from './vkey.ts';

/** What the log is compared with beside itself. */
export interface VerifyOptions {
  readonly shard: string;
  /** The root key that the caller trusts; null takes the log's own claim, and the report says so. */
  readonly rootKey: VerifierKey | null;
  /** The origin that the log must have; null takes the one that its first certificate names. */
  readonly origin: string | null;
  /** Checkpoints held outside the log, as signed notes. */
  readonly held: readonly string[];
  /** The newest checkpoint that the writer keeps outside the database; null where there is none. */
  readonly head: string | null;
}

/** What verification found. The log is sound when `findings` is empty. */
export interface VerifyReport {
  readonly shard: string;
  readonly origin: string | null;
  /** Entries read. */
  readonly entries: number;
  readonly commits: number;
  /** What the last checkpoint covers; null when it was damaged, or what it signs. */
  readonly verified: { readonly size: number; readonly root: string; readonly ts: number } | null;
  /** The largest size that a held checkpoint or the head file confirms: entries after it could be cut unseen. */
  readonly anchored: number | null;
  /** The root key that the log's keys lead back to, in text form. */
  readonly rootKey: string | null;
  /** Whether that key came from the caller and not from the log. */
  readonly pinned: boolean;
  readonly epochs: number;
  readonly findings: readonly Finding[];
  /** How many more findings there were than are listed. */
  readonly more: number;
}

/** Verifies one shard as its rows stream by in the order of `seq`; holds one commit at a time. */
export interface Verifier {
  push(row: EntryRow): void;
  finish(): VerifyReport;
}

/** Starts the verification of a shard from its first entry. Never throws on a row, whatever it holds. */
export function createVerifier(options: VerifyOptions): Verifier {
  const { shard } = options;
  const findings = createFindings(shard);
  const ring = keyRing(options.rootKey);
  const held = heldCheckpoints(options.held, options.head);
  const order = entryOrder();
  const signatures: Signatures = { keys: ring.all, strangers: new Set(), findings };
  const roots = new Map<number, Uint8Array>();
  let origin = options.origin;
  let standing: Standing = BEGINNING;
  let commit: EntryRow[] = [];
  let entries = 0;
  let commits = 0;
  let lastTs = 0;
  let damaged = false;

  function start(row: EntryRow): void {
    const entry = parseEntry(row.bytes);
    for (const { kind, message } of ring.start(entry))
      findings.add(kind, { seq: row.seq, recordId: entry?.record_id ?? null }, message);
    const named = ring.current?.name ?? null;
    if (origin !== null && named !== null && named !== origin) {
      findings.add('wrong-origin', null, `the log is \`${named}\`, not \`${origin}\``);
    }
    origin = named ?? origin;
  }

  function endCommit(): void {
    const rows = commit;
    const last = rows.at(-1);
    if (last === undefined) return;
    commit = [];
    commits += 1;
    origin ??= parseCheckpoint(last.note ?? '')?.checkpoint.origin ?? null;
    const log: LogFacts = { shard, origin: origin ?? '', wanted: held.wanted };
    const sound = standing.kind === 'intact' ? verifyCommit(standing, rows, log) : null;
    if (sound === null) damaged = true;
    const result = sound ?? diagnose(standing, rows, { log, signatures, order, findings });
    standing = result.standing;
    for (const [size, root] of result.roots) roots.set(size, root);
    if (result.rotation !== null) rotate(result.rotation, last);
    lastTs = last.ts;
  }

  function rotate(entry: EventEntry, row: EntryRow): void {
    // The old key's last checkpoint guards its whole epoch against whoever steals a later key.
    verifyPending();
    for (const { kind, message } of ring.rotate(entry))
      findings.add(kind, { seq: row.seq, recordId: entry.record_id }, message);
  }

  function verifyPending(): void {
    const { pending } = standing;
    if (pending?.signature !== 'unverified' || ring.current === null) return;
    const signer = readSigned(pending.text, ring.all)?.signer ?? null;
    standing = { ...standing, pending: { ...pending, signature: reportSigner(signer, pending, signatures) } };
  }

  return {
    push(row) {
      if (entries === 0) start(row);
      entries += 1;
      commit.push(row);
      if (row.note !== null || commit.length === MAX_COMMIT) endCommit();
    },
    finish() {
      endCommit();
      verifyPending();
      if (standing.kind === 'intact') order.skipTo(standing.frontier.size);
      for (const { from, to } of order.missing()) {
        const which = from === to ? `entry ${from} is` : `entries ${from} to ${to} are`;
        findings.add('missing', { seq: from, recordId: null }, `${which} missing`);
      }
      // INVARIANT: what the quick path does not pass never goes without a finding.
      if (damaged && findings.count === 0) findings.add('edited', null, 'the log is not as it was signed');
      const size = standing.kind === 'intact' ? standing.frontier.size : order.next;
      const anchored = held.judge({ size, origin, keys: ring.all, roots }, findings);
      const kept = findings.sorted();
      return {
        shard,
        origin,
        entries,
        commits,
        verified: verifiedAt(standing, lastTs),
        anchored,
        rootKey: ring.root === null ? null : encodeVkey(ring.root),
        pinned: options.rootKey !== null,
        epochs: ring.all.length,
        findings: kept,
        more: findings.count - kept.length,
      };
    },
  };
}

function verifiedAt(standing: Standing, ts: number): VerifyReport['verified'] {
  if (standing.kind !== 'intact' || standing.pending?.signature !== 'verified') return null;
  return { size: standing.frontier.size, root: encodeBase64(rootOf(standing.frontier)), ts };
}
