import { diagnoseCheckpoint, diagnosePending } from './diagnoseCheckpoint.ts';
import { diagnoseEntry } from './diagnoseEntry.ts';
import type { EntryOrder } from './entryOrder.ts';
import type { Findings } from './finding.ts';
import { knownSubtrees } from './knownSubtrees.ts';
import type { KnownSubtrees } from './knownSubtrees.ts';
import { appendLeaf } from './merkle.ts';
import type { Frontier } from './merkle.ts';
import type { EntryRow } from './row.ts';
import { rowFacts } from './rowFacts.ts';
import type { RowFacts } from './rowFacts.ts';
import type { EventEntry } from './sealedEntry.ts';
import type { LastEntry, PendingNote, Standing } from './standing.ts';
import { readSigned } from './signedCheckpoint.ts';
import type { Signatures, SignedCheckpoint } from './signedCheckpoint.ts';
import type { LogFacts } from './verifyCommit.ts';

/** What diagnosis works with beside the rows. */
export interface DiagnosisContext {
  readonly log: LogFacts;
  readonly signatures: Signatures;
  readonly order: EntryOrder;
  readonly findings: Findings;
}

/** What is known after a damaged commit, or after a sound one that follows damage. */
export interface Diagnosed {
  readonly standing: Standing;
  readonly rotation: EventEntry | null;
  readonly roots: ReadonlyMap<number, Uint8Array>;
}

/** The commit under diagnosis: what the walk over its entries has found so far. */
export interface Walk {
  readonly context: DiagnosisContext;
  readonly facts: readonly RowFacts[];
  /** The entries before the commit are what their checkpoint signs. */
  readonly startProven: boolean;
  /** The commit's signed root matches its entries' bytes: whatever differs from them was changed beside them. */
  readonly bytesProven: boolean;
  readonly roots: Map<number, Uint8Array>;
  /** The rows by the leaf hash that stands in them, in hex. */
  readonly homes: () => ReadonlyMap<string, RowFacts>;
  /** The best guess at the tree: stored leaf hashes stand in for entries that were edited. Null after a gap. */
  frontier: Frontier | null;
  subtrees: KnownSubtrees;
  last: LastEntry | null;
  beforeLast: LastEntry | null;
  pending: PendingNote | null;
  /** An entry that came before its time, until it is known which of them is out of place. */
  ahead: { readonly position: number; readonly seq: number; readonly recordId: string | null } | null;
  shift: number;
  mayShift: boolean;
  broken: boolean;
  /** An entry of this commit was out of place or missing: its root is then no news. */
  disordered: boolean;
  /** Damage was found in this commit that keeps its root from matching. */
  explained: boolean;
  /** Rows whose entry was found to be changed. */
  readonly blamed: Set<RowFacts>;
  readonly wrongColumns: { readonly fact: RowFacts; readonly columns: readonly string[] }[];
  /** Rows whose nodes are not those of the best guess. */
  readonly suspects: RowFacts[];
  rotation: EventEntry | null;
}

/** Says what is wrong with a commit that is not as it should be, and carries on behind it. */
export function diagnose(start: Standing, rows: readonly EntryRow[], context: DiagnosisContext): Diagnosed {
  const facts = rows.map(rowFacts);
  const signed = readSigned(rows.at(-1)?.note ?? null, context.signatures.keys);
  const walk = beginWalk(start, facts, signed, context);
  diagnosePending(walk);
  facts.forEach((fact, index) => {
    diagnoseEntry(walk, fact, index);
  });
  const standing = diagnoseCheckpoint(walk, signed);
  return { standing, rotation: walk.rotation, roots: walk.roots };
}

function beginWalk(
  start: Standing,
  facts: readonly RowFacts[],
  signed: SignedCheckpoint | null,
  context: DiagnosisContext,
): Walk {
  const { frontier, last, pending } = start;
  if (start.kind === 'intact') context.order.skipTo(start.frontier.size);
  const damaged = start.kind === 'damaged' ? start : null;
  return {
    context,
    facts,
    startProven: damaged?.bytesProven ?? true,
    bytesProven: frontier !== null && signed !== null && isProven(frontier, facts, signed),
    roots: new Map(),
    homes: once(() => new Map(facts.map((fact) => [Buffer.from(fact.storedLeaf).toString('hex'), fact]))),
    frontier,
    subtrees: start.kind === 'damaged' ? start.subtrees : knownSubtrees(start.frontier),
    last,
    beforeLast: damaged?.beforeLast ?? null,
    pending,
    ahead: damaged?.ahead ?? null,
    shift: damaged?.shift ?? 0,
    mayShift: damaged?.mayShift ?? false,
    broken: damaged?.broken ?? false,
    disordered: false,
    explained: false,
    blamed: new Set(),
    wrongColumns: [],
    suspects: [],
    rotation: null,
  };
}

function isProven(start: Frontier, facts: readonly RowFacts[], signed: SignedCheckpoint): boolean {
  const frontier = facts.reduce((at, { leaf }) => appendLeaf(at, leaf).frontier, start);
  return signed.matches(frontier);
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
