/** One row of a shard: the entry's canonical bytes, what the tree and the chain need, and query columns rebuilt from the bytes. */
export interface EntryRow {
  readonly seq: number;
  /** RFC 8785 canonical JSON: what is hashed, chained and signed. */
  readonly bytes: string;
  /**
   * Hashes of the Merkle subtrees that this leaf completes, lowest level first (32 bytes each; the first is the leaf hash):
   * log2(n) rows rebuild the right edge of the tree, and proofs need no entry bodies.
   */
  readonly nodes: Uint8Array;
  /** The signed checkpoint (C2SP signed note) on the last row of each commit, null on the others. */
  readonly note: string | null;
  readonly ts: number;
  readonly phase: 'decision' | 'outcome' | 'event';
  readonly agent: string;
  readonly server: string;
  readonly session: string;
  /** Tool, prompt, URI or method for decisions and outcomes; the event's name for events. */
  readonly action: string;
  /** `allow`, `deny`, `observe_deny`, an outcome's status, or `event`. */
  readonly effect: string;
  /** For outcomes: seq of the decision. */
  readonly parent: number | null;
}
