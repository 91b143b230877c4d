import { describe, expect, it } from 'vitest';
import { signCheckpoint } from '../../src/audit/checkpoint.ts';
import { createFindings } from '../../src/audit/finding.ts';
import { EMPTY_FRONTIER, appendLeaf, hashEntry, rootOf } from '../../src/audit/merkle.ts';
import { readSigned, reportSigner } from '../../src/audit/signedCheckpoint.ts';
import { EPOCH_KEYS, ORIGIN, signerOf } from './sampleLog.ts';

const FRONTIER = appendLeaf(EMPTY_FRONTIER, hashEntry('entry').leaf).frontier;
const TREE = { size: 1, root: rootOf(FRONTIER) };
const [OLD, NEW] = EPOCH_KEYS.map((key) => key) as [ReturnType<typeof signerOf>, ReturnType<typeof signerOf>];
const STRANGER = signerOf(ORIGIN, 50);
const KEYS = [OLD, NEW];

function kindOf(note: string, keys = KEYS): string | undefined {
  return readSigned(note, keys)?.signer.kind;
}

describe('readSigned', () => {
  const note = signCheckpoint(TREE, NEW);

  it('tells who signed', () => {
    expect(kindOf(note)).toBe('current');
    expect(kindOf(signCheckpoint(TREE, OLD))).toBe('retired');
    expect(kindOf(signCheckpoint(TREE, STRANGER))).toBe('stranger');
    expect(kindOf(note.replace('\n1\n', '\n2\n'))).toBe('nobody');
  });

  it('does not take a second signature, however good', () => {
    expect(kindOf(`${note}${signCheckpoint(TREE, STRANGER).split('\n\n')[1] ?? ''}`)).toBe('nobody');
  });

  it('takes any where the log names no key', () => {
    expect(kindOf(signCheckpoint(TREE, STRANGER), [])).toBe('current');
  });

  it('reads nothing from what is no checkpoint', () => {
    expect([readSigned(null, KEYS), readSigned('', KEYS), readSigned('x\n\n— a b\n', KEYS)]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('matches the tree that it signs and no other, and none under a broken signature', () => {
    const other = appendLeaf(EMPTY_FRONTIER, hashEntry('other').leaf).frontier;
    const larger = appendLeaf(FRONTIER, hashEntry('entry').leaf).frontier;
    const signed = readSigned(note, KEYS);
    expect([FRONTIER, other, larger, null].map((frontier) => signed?.matches(frontier))).toEqual([
      true,
      false,
      false,
      false,
    ]);
    const broken = readSigned(note.replace(ORIGIN, `${ORIGIN}x`), KEYS);
    expect([broken?.signer.kind, broken?.matches(FRONTIER)]).toEqual(['nobody', false]);
  });
});

describe('reportSigner', () => {
  const at = { seq: 4, recordId: 'id' };

  function report(...notes: readonly string[]): { states: string[]; kinds: string[] } {
    const findings = createFindings('00');
    const signatures = { keys: KEYS, strangers: new Set<string>(), findings };
    const states = notes.map((text) => reportSigner(readSigned(text, KEYS)?.signer ?? null, at, signatures));
    return { states, kinds: findings.sorted().map(({ kind }) => kind) };
  }

  it('has nothing to say of the key in force', () => {
    expect(report(signCheckpoint(TREE, NEW))).toEqual({ states: ['verified'], kinds: [] });
  });

  it('reports a replaced key, a broken signature and no checkpoint at all', () => {
    for (const note of [signCheckpoint(TREE, OLD), signCheckpoint(TREE, NEW).replace('\n1\n', '\n2\n'), '']) {
      expect(report(note)).toEqual({ states: ['damaged'], kinds: ['bad-signature'] });
    }
  });

  it('reports each stranger once', () => {
    const notes = [STRANGER, signerOf(ORIGIN, 51), STRANGER].map((signer) => signCheckpoint(TREE, signer));
    expect(report(...notes)).toEqual({
      states: ['verified', 'verified', 'verified'],
      kinds: ['unknown-key', 'unknown-key'],
    });
  });
});
