import { HASH_BYTES, completedLevels, frontierRows } from './merkle.ts';
import type { Frontier } from './merkle.ts';

/**
 * The subtrees of a damaged log's tree that its rows still tell. A row's nodes cover leaves before it, so the right edge
 * comes together again after a gap, and later checkpoints can be verified. Nothing here is trusted before a signed root matches.
 */
export interface KnownSubtrees {
  /** Takes the nodes of the row at `seq`; wrong in length, they are ignored. */
  take(seq: number, nodes: Uint8Array): void;
  /** The right edge at `size`, or null where it is not known. */
  frontierAt(size: number): Frontier | null;
}

/** Starts from a frontier that is known. */
export function knownSubtrees(frontier: Frontier): KnownSubtrees {
  // The newest of each level will do: the right edge never needs an older one of the same level.
  const newest = new Map<number, { readonly end: number; readonly hash: Uint8Array }>();
  frontierRows(frontier.size).forEach(({ seq, level }, index) => {
    const hash = frontier.subtrees[index];
    if (hash !== undefined) newest.set(level, { end: seq, hash });
  });
  return {
    take(seq, nodes) {
      const level = completedLevels(seq) - 1;
      if (nodes.length !== (level + 1) * HASH_BYTES || seq < (newest.get(level)?.end ?? 0)) return;
      newest.set(level, { end: seq, hash: nodes.slice(-HASH_BYTES) });
    },
    frontierAt(size) {
      const subtrees: Uint8Array[] = [];
      for (const { seq, level } of frontierRows(size)) {
        const subtree = newest.get(level);
        if (subtree?.end !== seq) return null;
        subtrees.push(subtree.hash);
      }
      return { size, subtrees };
    },
  };
}
