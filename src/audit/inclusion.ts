import { frontierRows, rootOf } from './merkle.ts';

/** Where a node of the tree is kept: among those of the row `seq`, at `level`. */
export interface NodePlace {
  readonly seq: number;
  readonly level: number;
}

/**
 * What an inclusion proof is made of (RFC 6962 §2.1.1), lowest first: for each of its hashes, the perfect subtrees that it is
 * made of, largest first.
 */
export function inclusionPlaces(index: number, size: number): readonly (readonly NodePlace[])[] {
  const path: NodePlace[][] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const split = start + 2 ** Math.ceil(Math.log2(end - start) - 1);
    const isLeft = index < split;
    path.unshift(isLeft ? rangePlaces(split, end) : rangePlaces(start, split));
    if (isLeft) end = split;
    else start = split;
  }
  return path;
}

/** One hash of a proof, from the roots of the subtrees that it is made of. */
export function foldSubtrees(subtrees: readonly Uint8Array[]): Uint8Array {
  return rootOf({ size: subtrees.length, subtrees });
}

/** A range that begins where a subtree of its length may begin is a tree of its own. */
function rangePlaces(start: number, end: number): NodePlace[] {
  return frontierRows(end - start).map(({ seq, level }) => ({ seq: start + seq, level }));
}
