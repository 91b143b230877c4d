import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EMPTY_FRONTIER,
  HASH_BYTES,
  appendLeaf,
  completedLevels,
  frontierFromRows,
  frontierRows,
  hashEntry,
  rootOf,
} from '../../src/audit/merkle.ts';
import type { Frontier } from '../../src/audit/merkle.ts';

function sha256(...parts: readonly Uint8Array[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}

/** RFC 6962 §2.1, as it is written there. */
function referenceRoot(leaves: readonly string[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return sha256();
  if (leaves.length === 1) return sha256(Buffer.of(0), Buffer.from(only));
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Buffer.of(1), referenceRoot(leaves.slice(0, split)), referenceRoot(leaves.slice(split)));
}

function grow(leaves: readonly string[]): { frontier: Frontier; nodes: Uint8Array[] } {
  let frontier = EMPTY_FRONTIER;
  const nodes = leaves.map((text) => {
    const appended = appendLeaf(frontier, hashEntry(text).leaf);
    ({ frontier } = appended);
    return appended.nodes;
  });
  return { frontier, nodes };
}

const LEAVES = Array.from({ length: 70 }, (_, index) => `entry ${index}`);

describe('rootOf', () => {
  it('is the hash of nothing for an empty tree', () => {
    expect(Buffer.from(rootOf(EMPTY_FRONTIER)).toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
  });

  it('is the root of RFC 6962 at every size', () => {
    for (let size = 0; size <= LEAVES.length; size += 1) {
      const leaves = LEAVES.slice(0, size);
      expect(Buffer.from(rootOf(grow(leaves).frontier))).toEqual(referenceRoot(leaves));
    }
  });

  it('changes with any leaf', () => {
    const root = Buffer.from(rootOf(grow(LEAVES).frontier));
    fc.assert(
      fc.property(fc.nat({ max: LEAVES.length - 1 }), (index) => {
        expect(Buffer.from(rootOf(grow(LEAVES.with(index, 'forged')).frontier))).not.toEqual(root);
      }),
    );
  });
});

describe('appendLeaf', () => {
  it('names the subtrees that the leaf completes, lowest first', () => {
    const { nodes } = grow(LEAVES.slice(0, 8));
    expect(nodes.map((hashes) => hashes.length / HASH_BYTES)).toEqual([1, 2, 1, 3, 1, 2, 1, 4]);
    const levels = [LEAVES.slice(7, 8), LEAVES.slice(6, 8), LEAVES.slice(4, 8), LEAVES.slice(0, 8)].map(referenceRoot);
    expect(Buffer.from(nodes[7] ?? [])).toEqual(Buffer.concat(levels));
  });

  it('leaves the frontier that it was given as it was', () => {
    const { frontier } = grow(LEAVES.slice(0, 3));
    const before = Buffer.from(rootOf(frontier));
    appendLeaf(frontier, hashEntry('one').leaf);
    appendLeaf(frontier, hashEntry('other').leaf);
    expect(Buffer.from(rootOf(frontier))).toEqual(before);
  });

  it('refuses a frontier that lacks a subtree', () => {
    expect(() => appendLeaf({ size: 3, subtrees: [] }, hashEntry('x').leaf)).toThrow(RangeError);
  });
});

describe('hashEntry', () => {
  it('hashes UTF-8, for the chain as it is and for the tree behind a zero byte', () => {
    const long = 'ü€😀'.repeat(30_000);
    for (const text of ['', 'a', 'ü€😀', long]) {
      const { hash, leaf } = hashEntry(text);
      expect(hash).toBe(sha256(Buffer.from(text)).toString('hex'));
      expect(Buffer.from(leaf)).toEqual(sha256(Buffer.of(0), Buffer.from(text)));
    }
  });
});

describe('frontierRows', () => {
  it('names the rows from which the frontier is rebuilt, at every size', () => {
    const { nodes } = grow(LEAVES);
    for (let size = 0; size <= LEAVES.length; size += 1) {
      const { frontier } = grow(LEAVES.slice(0, size));
      const rebuilt = frontierFromRows(size, (seq) => (seq < size ? nodes[seq] : undefined));
      expect(rebuilt?.subtrees.map((hash) => Buffer.from(hash))).toEqual(
        frontier.subtrees.map((hash) => Buffer.from(hash)),
      );
    }
  });

  it('needs as many rows as the size has ones, even for the largest log', () => {
    expect(frontierRows(0)).toEqual([]);
    expect(frontierRows(6)).toEqual([
      { seq: 3, level: 2 },
      { seq: 5, level: 1 },
    ]);
    expect(frontierRows(2 ** 40 + 1)).toEqual([
      { seq: 2 ** 40 - 1, level: 40 },
      { seq: 2 ** 40, level: 0 },
    ]);
    expect(frontierRows(Number.MAX_SAFE_INTEGER)).toHaveLength(53);
  });

  it('points at rows that complete a subtree of that level', () => {
    for (const { seq, level } of frontierRows(1_000_003)) expect(completedLevels(seq)).toBeGreaterThan(level);
  });
});

describe('frontierFromRows', () => {
  const { nodes } = grow(LEAVES.slice(0, 6));

  it('gives nothing when a row is missing', () => {
    expect(frontierFromRows(6, (seq) => (seq === 3 ? undefined : nodes[seq]))).toBeNull();
  });

  it('gives nothing when a row has too few or too many hashes', () => {
    expect(frontierFromRows(6, (seq) => nodes[seq]?.slice(0, 32))).toBeNull();
    expect(
      frontierFromRows(6, (seq) => Buffer.concat([nodes[seq] ?? new Uint8Array(), new Uint8Array(32)])),
    ).toBeNull();
  });
});
