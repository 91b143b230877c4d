import { describe, expect, it } from 'vitest';
import { knownSubtrees } from '../../src/audit/knownSubtrees.ts';
import { EMPTY_FRONTIER, appendLeaf, hashEntry, rootOf } from '../../src/audit/merkle.ts';
import type { Frontier } from '../../src/audit/merkle.ts';

const frontiers: Frontier[] = [EMPTY_FRONTIER];
const nodes: Uint8Array[] = [];
for (let seq = 0; seq < 40; seq += 1) {
  const appended = appendLeaf(frontiers[seq] ?? EMPTY_FRONTIER, hashEntry(`entry ${seq}`).leaf);
  frontiers.push(appended.frontier);
  nodes.push(appended.nodes);
}

function root(frontier: Frontier | null | undefined): string | null {
  return frontier == null ? null : Buffer.from(rootOf(frontier)).toString('hex');
}

describe('knownSubtrees', () => {
  it('knows the frontier it began with, and each after it while no row is missing', () => {
    const known = knownSubtrees(frontiers[13] ?? EMPTY_FRONTIER);
    expect(root(known.frontierAt(13))).toBe(root(frontiers[13]));
    for (let seq = 13; seq < 40; seq += 1) {
      known.take(seq, nodes[seq] ?? new Uint8Array());
      expect(root(known.frontierAt(seq + 1))).toBe(root(frontiers[seq + 1]));
    }
  });

  it('comes together again once a later row covers the gap', () => {
    const known = knownSubtrees(frontiers[16] ?? EMPTY_FRONTIER);
    const knownSizes: number[] = [];
    for (let seq = 18; seq < 26; seq += 1) {
      known.take(seq, nodes[seq] ?? new Uint8Array());
      if (root(known.frontierAt(seq + 1)) === root(frontiers[seq + 1])) knownSizes.push(seq + 1);
      else expect(known.frontierAt(seq + 1)).toBeNull();
    }
    // Row 19 closes leaves 16 to 19, and with them the gap at 16 and 17.
    expect(knownSizes).toEqual([20, 21, 22, 23, 24, 25, 26]);
  });

  it('takes rows that come late, and no hashes of a wrong length', () => {
    const known = knownSubtrees(EMPTY_FRONTIER);
    known.take(1, nodes[1] ?? new Uint8Array());
    known.take(0, nodes[0] ?? new Uint8Array());
    expect(root(known.frontierAt(2))).toBe(root(frontiers[2]));
    known.take(2, new Uint8Array(0));
    known.take(2, new Uint8Array(64));
    expect(known.frontierAt(3)).toBeNull();
  });
});
