import { decodeBase64 } from '../audit/base64.ts';
import type { Finding } from '../audit/finding.ts';
import type { EntryRow } from '../audit/row.ts';
import { encodeVkey } from '../audit/vkey.ts';
import type { Home } from '../edge/home.ts';
import { INDEX } from '../edge/openShardLog.ts';
import { isSlot } from '../edge/slots.ts';
import { LeashError } from '../errors.ts';
import type { HeldNote } from './heldNotes.ts';
import { parseHeldNotes } from './heldNotes.ts';
import { countEntries, knownSlots } from './knownSlots.ts';
import type { TrustedKey } from './trustedKey.ts';
import { trustedKey } from './trustedKey.ts';
import type { Claim } from './verifyClaims.ts';
import { claimOfIndex } from './verifyClaims.ts';
import type { RememberedLog, VerifyMemory } from './verifyMemory.ts';
import { memoryPath, readMemory, writeMemory } from './verifyMemory.ts';
import type { ShardVerdict, Window } from './verifyShard.ts';
import type { Gap, SlotResult } from './verifySlot.ts';
import { slotOf, strange, verifySlot } from './verifySlot.ts';

/** What `leash audit verify` is asked. */
export interface VerifyRequest {
  readonly home: Home;
  /** The root key to trust, as text; null takes the remembered one, else the home's. */
  readonly key: string | null;
  /** Signed checkpoints that were held elsewhere, one after the other, as `leash audit checkpoint` gives them. */
  readonly checkpoints: string | null;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** What verification says of the whole log. */
export interface LogReport {
  /** `incomplete`: nothing is wrong with what is there, but something is not there. */
  readonly status: 'verified' | 'tampered' | 'incomplete';
  /** The root key, as text, that everything must lead back to, and where it came from. */
  readonly rootKey: { readonly vkey: string | null; readonly source: TrustedKey['source'] };
  /** The file in which this verifier remembers what it saw. */
  readonly memory: string;
  /** Whether it does: not of a damaged log, nor over a damaged memory, nor where the file cannot be written. */
  readonly remembered: boolean;
  /** The index first, then the shards. */
  readonly logs: readonly ShardVerdict[];
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
  readonly entries: number;
  /** What no checkpoint held outside covers, over all logs: this part could be cut off or rewritten unseen. */
  readonly window: Window;
}

type Verified = Omit<LogReport, 'remembered'>;

/** Verifies the index and every shard that is there or was ever seen. Throws a `LeashError` for a key or a file that is none. */
export async function verifyLog({ home, key, checkpoints, onProgress }: VerifyRequest): Promise<LogReport> {
  const read = await readMemory(home);
  const memory = read === 'damaged' ? null : read;
  const trusted = await trustedKey(home, key, memory?.rootKey ?? null);
  const results = await verifyAll(home, trusted, heldNotes(checkpoints), memory, onProgress ?? (() => undefined));
  if (read === 'damaged') results.push({ kind: 'gap', gap: { shard: null, message: damagedMemory(home) } });
  const report = reportOf(home, trusted, results);
  const remembered = report.findings.length === 0 && read !== 'damaged' && (await remember(home, memory, report));
  return { ...report, remembered };
}

async function verifyAll(
  home: Home,
  trusted: TrustedKey,
  held: readonly HeldNote[],
  memory: VerifyMemory | null,
  progress: NonNullable<VerifyRequest['onProgress']>,
): Promise<SlotResult[]> {
  const claims: Claim[] = [...(memory?.logs ?? [])].map(([slot, log]) => ({
    slot,
    ...log,
    by: 'the last verification',
  }));
  const slots = (): Promise<string[]> =>
    knownSlots(home, [...claims.map(({ slot }) => slot), ...held.map(({ checkpoint }) => slotOf(checkpoint.origin))]);
  const total = await countEntries(home, [INDEX, ...(await slots())]);
  let done = 0;
  const verify = (slot: string): Promise<SlotResult[]> =>
    verifySlot({ home, slot, rootKey: trusted.key, held, claims }, (rows) => {
      if (slot === INDEX) claims.push(...claimsIn(rows));
      done += rows.length;
      progress({ done, total: Math.max(done, total) });
    });
  // The index first: what it knows of the shards is older than what they hold by then.
  const results = await verify(INDEX);
  for (const slot of await slots()) results.push(...(await verify(slot)));
  const isOfNoLog = ({ checkpoint }: HeldNote): boolean =>
    !isSlot(slotOf(checkpoint.origin)) && slotOf(checkpoint.origin) !== INDEX;
  return [...results, ...held.filter(isOfNoLog).map(strange)];
}

function claimsIn(rows: readonly EntryRow[]): Claim[] {
  return rows.flatMap((row) => claimOfIndex(row) ?? []);
}

function heldNotes(text: string | null): readonly HeldNote[] {
  if (text === null) return [];
  const notes = parseHeldNotes(text);
  if (notes !== null && notes.length > 0) return notes;
  throw new LeashError('ERR_USAGE', 'the file of checkpoints is not what `leash audit checkpoint` writes');
}

function damagedMemory(home: Home): string {
  return `what the last verification saw cannot be read from \`${memoryPath(home)}\`; remove the file to begin anew`;
}

function reportOf(home: Home, trusted: TrustedKey, results: readonly SlotResult[]): Verified {
  const logs = results.flatMap((result) => (result.kind === 'verdict' ? result.verdict : []));
  const gaps = results.flatMap((result) => (result.kind === 'gap' ? result.gap : []));
  const roots = new Set(logs.flatMap(({ report }) => report.rootKey ?? []));
  const findings = [
    ...results.flatMap((result) => (result.kind === 'finding' ? result.finding : [])),
    ...logs.flatMap((log) => log.findings),
    ...(trusted.key === null && roots.size > 1 ? [differentRoots(roots)] : []),
  ];
  const [claimed = null] = roots;
  const since = logs.flatMap(({ window }) => window.since ?? []);
  return {
    status: findings.length > 0 ? 'tampered' : gaps.length > 0 ? 'incomplete' : 'verified',
    rootKey: { vkey: trusted.key === null ? claimed : encodeVkey(trusted.key), source: trusted.source },
    memory: memoryPath(home),
    logs,
    findings,
    gaps,
    entries: sum(logs.map(({ report }) => report.entries)),
    window: {
      entries: sum(logs.map(({ window }) => window.entries)),
      since: since.length > 0 ? Math.min(...since) : null,
    },
  };
}

function differentRoots(roots: ReadonlySet<string>): Finding {
  const message = `the logs name ${roots.size} different root keys: ${[...roots].map((root) => `\`${root}\``).join(', ')}`;
  return { kind: 'wrong-root-key', shard: INDEX, seq: null, recordId: null, message };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** What was seen of logs that are not there stays remembered: they stay missing. */
async function remember(home: Home, memory: VerifyMemory | null, { rootKey, logs }: Verified): Promise<boolean> {
  if (rootKey.vkey === null) return false;
  const seen = new Map<string, RememberedLog>(memory?.logs);
  for (const { slot, report } of logs) {
    const root = report.verified === null ? null : decodeBase64(report.verified.root);
    if (report.verified !== null && root !== null) seen.set(slot, { size: report.verified.size, root });
  }
  // A copy that may only be read is verified all the same.
  return writeMemory(home, { rootKey: rootKey.vkey, logs: seen }).then(
    () => true,
    () => false,
  );
}
