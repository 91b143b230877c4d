import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { foldSubtrees, inclusionPlaces } from '../../src/audit/inclusion.ts';
import { appendLeaf, EMPTY_FRONTIER, HASH_BYTES, rootOf } from '../../src/audit/merkle.ts';

function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** RFC 9162 §2.1.3.2, written for itself. */
function rootFrom(index: number, size: number, leaf: Uint8Array, path: readonly Uint8Array[]): Uint8Array | null {
  let [fn, sn] = [index, size - 1];
  let root: Uint8Array = leaf;
  for (const hash of path) {
    if (sn === 0) return null;
    if (fn % 2 === 1 || fn === sn) {
      root = sha256(Buffer.from([1]), hash, root);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
    } else root = sha256(Buffer.from([1]), root, hash);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 ? root : null;
}

it('proves every leaf of trees of every size to the root', () => {
  const nodes: Uint8Array[] = [];
  const leaves: Uint8Array[] = [];
  let frontier = EMPTY_FRONTIER;
  for (let size = 1; size <= 40; size += 1) {
    const leaf = sha256(Buffer.from([0, size]));
    const added = appendLeaf(frontier, leaf);
    frontier = added.frontier;
    nodes.push(added.nodes);
    leaves.push(leaf);
    for (const [index, each] of leaves.entries()) {
      const path = inclusionPlaces(index, size).map((places) =>
        foldSubtrees(
          places.map(({ seq, level }) =>
            (nodes[seq] ?? new Uint8Array()).slice(level * HASH_BYTES, (level + 1) * HASH_BYTES),
          ),
        ),
      );
      expect(Buffer.from(rootFrom(index, size, each, path) ?? [])).toEqual(Buffer.from(rootOf(frontier)));
      const other = leaves[(index + 1) % size];
      if (other !== each && other !== undefined) {
        expect(Buffer.from(rootFrom(index, size, other, path) ?? [])).not.toEqual(Buffer.from(rootOf(frontier)));
      }
    }
  }
});
