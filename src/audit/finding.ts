/** The kinds of damage that verification tells apart. */
export type FindingKind =
  | 'edited'
  | 'unreadable'
  | 'missing'
  | 'inserted'
  | 'reordered'
  | 'duplicated'
  | 'column-mismatch'
  | 'not-canonical'
  | 'bad-chain'
  | 'missing-checkpoint'
  | 'bad-checkpoint'
  | 'bad-signature'
  | 'unknown-key'
  | 'wrong-root-key'
  | 'bad-certificate'
  | 'wrong-origin'
  | 'truncated'
  | 'rolled-back'
  | 'forked';

/** One damage, with the entry that shows it. */
export interface Finding {
  readonly kind: FindingKind;
  readonly shard: string;
  /** Position of the entry (the first of several); null where the damage is of the log as a whole. */
  readonly seq: number | null;
  readonly recordId: string | null;
  /** For people. Texts from the log are in backticks; the caller escapes what it prints. */
  readonly message: string;
}

/** Collects the first findings and counts the rest, so that a wholly damaged log costs no memory. */
export interface Findings {
  add(kind: FindingKind, at: { readonly seq: number; readonly recordId: string | null } | null, message: string): void;
  /** Findings so far, kept or not. */
  readonly count: number;
  /** Those that were kept, by position; findings about the whole log come last. */
  sorted(): readonly Finding[];
}

/** Findings of one shard. */
export function createFindings(shard: string): Findings {
  const kept: Finding[] = [];
  let count = 0;
  return {
    add(kind, at, message) {
      count += 1;
      if (kept.length < MAX_FINDINGS)
        kept.push({ kind, shard, seq: at?.seq ?? null, recordId: at?.recordId ?? null, message });
    },
    get count() {
      return count;
    },
    sorted: () => kept.toSorted((one, other) => (one.seq ?? Infinity) - (other.seq ?? Infinity) || 0),
  };
}

const MAX_FINDINGS = 100;
