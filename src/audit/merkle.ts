import { hash } from 'node:crypto';

/** Bytes of one tree hash (SHA-256). */
export const HASH_BYTES = 32;

/** The right edge of an RFC 6962 tree: the roots of its perfect subtrees, largest first. */
export interface Frontier {
  readonly size: number;
  readonly subtrees: readonly Uint8Array[];
}

/** The tree without leaves. */
export const EMPTY_FRONTIER: Frontier = { size: 0, subtrees: [] };

/** Hashes one entry's text for the chain (hex) and as a leaf of the tree (RFC 6962 §2.1), encoding it once. */
export function hashEntry(text: string): { readonly hash: string; readonly leaf: Uint8Array } {
  const room = text.length * 3 + 1;
  const buffer = room <= scratch.length ? scratch : Buffer.alloc(room);
  const end = 1 + buffer.write(text, 1);
  return {
    hash: hash('sha256', buffer.subarray(1, end), 'hex'),
    leaf: sha256(buffer.subarray(0, end)),
  };
}

/** Adds a leaf. `nodes` are the hashes of the subtrees that it completes, lowest first: the leaf hash, then its parents. */
export function appendLeaf(
  frontier: Frontier,
  leaf: Uint8Array,
): { readonly frontier: Frontier; readonly nodes: Uint8Array } {
  const levels = completedLevels(frontier.size);
  const nodes = Buffer.allocUnsafe(levels * HASH_BYTES);
  nodes.set(leaf);
  const subtrees = frontier.subtrees.slice();
  let top = leaf;
  for (let level = 1; level < levels; level += 1) {
    const left = subtrees.pop();
    if (left === undefined) throw new RangeError('a frontier lacks a subtree of its size');
    top = nodeHash(left, top);
    nodes.set(top, level * HASH_BYTES);
  }
  subtrees.push(top);
  return { frontier: { size: frontier.size + 1, subtrees }, nodes };
}

/** The root hash of the tree (RFC 6962 §2.1). */
export function rootOf(frontier: Frontier): Uint8Array {
  const { subtrees } = frontier;
  let root = subtrees.at(-1);
  if (root === undefined) return sha256('');
  for (let index = subtrees.length - 2; index >= 0; index -= 1) {
    const left = subtrees[index];
    if (left !== undefined) root = nodeHash(left, root);
  }
  return root;
}

/** How many subtrees the leaf with this index completes, itself included. */
export function completedLevels(index: number): number {
  let levels = 1;
  for (let rest = index; rest % 2 === 1; rest = (rest - 1) / 2) levels += 1;
  return levels;
}

/** Where the subtrees of the frontier at `size` are kept: the last of `seq`'s nodes, at `level`, largest first. */
export function frontierRows(size: number): { readonly seq: number; readonly level: number }[] {
  const rows: { seq: number; level: number }[] = [];
  let end = 0;
  for (let level = Math.floor(Math.log2(Math.max(size, 1))); level >= 0; level -= 1) {
    if (size - end < 2 ** level) continue;
    end += 2 ** level;
    rows.push({ seq: end - 1, level });
  }
  return rows;
}

/** Rebuilds the frontier at `size` from the nodes of the rows that `frontierRows` names; null when one is missing or short. */
export function frontierFromRows(size: number, nodesAt: (seq: number) => Uint8Array | undefined): Frontier | null {
  const subtrees: Uint8Array[] = [];
  for (const { seq, level } of frontierRows(size)) {
    const nodes = nodesAt(seq);
    if (nodes?.length !== completedLevels(seq) * HASH_BYTES) return null;
    subtrees.push(nodes.slice(level * HASH_BYTES, (level + 1) * HASH_BYTES));
  }
  return { size, subtrees };
}

function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  pair.set(left, 1);
  pair.set(right, 1 + HASH_BYTES);
  return sha256(pair);
}

function sha256(data: Uint8Array | string): Uint8Array {
  // By way of a string: asked for a buffer, node:crypto makes one outside the heap, which costs twice the hash.
  return Buffer.from(hash('sha256', data, 'binary'), 'binary');
}

// The first byte of each stays what it is: 0 marks a leaf, 1 a node.
const scratch = Buffer.alloc(1 + 64 * 1024);
const pair = Buffer.alloc(1 + 2 * HASH_BYTES);
pair[0] = 1;
