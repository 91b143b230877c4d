import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { EMPTY_CHAIN, MAX_COMMIT, NO_HASH, noteHash, restoreChain, sealBatch } from '../../src/audit/chain.ts';
import type { SealEnv } from '../../src/audit/chain.ts';
import { parseCheckpoint } from '../../src/audit/checkpoint.ts';
import { frontierRows, rootOf } from '../../src/audit/merkle.ts';
import { verifyNote } from '../../src/audit/note.ts';
import { parseEntry } from '../../src/audit/parseEntry.ts';
import { ORIGIN, SampleLog, counterBytes, decision, event, sampleLog, signerOf } from './sampleLog.ts';

const SIGNER = signerOf(ORIGIN, 10);

function env(): SealEnv {
  return { shard: '00', signer: SIGNER, args: 'committed', random: counterBytes() };
}

describe('sealBatch', () => {
  it('chains each entry to the one before, across commits', () => {
    const { rows } = sampleLog();
    rows.forEach(({ bytes, seq }, index) => {
      const before = rows[index - 1];
      const expected = before === undefined ? NO_HASH : createHash('sha256').update(before.bytes).digest('hex');
      const entry = parseEntry(bytes);
      expect([entry?.prev_hash, entry?.leash.seq, seq]).toEqual([expected, index, index]);
    });
  });

  it('names the checkpoint before it in the first entry of each commit, and in no other', () => {
    const { rows } = sampleLog();
    const named = rows.map(({ bytes }) => parseEntry(bytes)?.leash.note ?? null);
    const expected = rows.map((_, index) => {
      if (index === 0) return NO_HASH;
      const note = rows[index - 1]?.note ?? null;
      return note === null ? null : createHash('sha256').update(note).digest('hex');
    });
    expect(named).toEqual(expected);
  });

  it('signs the tree of each commit on its last row', () => {
    const { rows, next, note } = sealBatch(EMPTY_CHAIN, [decision(0), decision(1), decision(2)], env());
    expect(rows.map((row) => row.note)).toEqual([null, null, note]);
    const parsed = parseCheckpoint(note);
    expect(parsed?.checkpoint).toMatchObject({ origin: ORIGIN, size: 3 });
    expect(Buffer.from(parsed?.checkpoint.root ?? [])).toEqual(Buffer.from(rootOf(next.frontier)));
    expect(parsed === null ? null : verifyNote(parsed.note, [SIGNER])).toBe(SIGNER);
  });

  it('gives the record id of each row and the openings of those that have any', () => {
    const { rows, recordIds, openings } = sealBatch(
      EMPTY_CHAIN,
      [decision(0), decision(1, { args: null }), decision(2)],
      env(),
    );
    expect(recordIds).toEqual(rows.map(({ bytes }) => parseEntry(bytes)?.record_id));
    expect(new Set(recordIds).size).toBe(3);
    expect(openings.map(({ seq, disclosures }) => [seq, disclosures.length])).toEqual([
      [0, 2],
      [2, 2],
    ]);
  });

  it('changes nothing before the caller takes the new state, so a failed commit can be made anew', () => {
    const first = sealBatch(EMPTY_CHAIN, [decision(0)], env()).next;
    const snapshot = structuredClone(first);
    const lost = sealBatch(first, [decision(1)], env());
    const made = sealBatch(first, [decision(1)], env());
    expect(structuredClone(first)).toEqual(snapshot);
    expect(made.rows.map(({ bytes }) => bytes)).toEqual(lost.rows.map(({ bytes }) => bytes));
    expect(EMPTY_CHAIN.frontier).toEqual({ size: 0, subtrees: [] });
  });

  it('gives no two commitments the same salt', () => {
    const { rows } = sealBatch(
      EMPTY_CHAIN,
      Array.from({ length: 40 }, () => decision(1)),
      env(),
    );
    const digests = rows.flatMap(({ bytes }) =>
      [...bytes.matchAll(/"sd":\["([^"]+)","([^"]+)"/g)].flatMap((match) => match.slice(1)),
    );
    expect(digests).toHaveLength(80);
    expect(new Set(digests).size).toBe(80);
  });

  it('refuses a commit without entries, or with more than the verifier holds', () => {
    expect(() => sealBatch(EMPTY_CHAIN, [], env())).toThrow(RangeError);
    expect(() =>
      sealBatch(
        EMPTY_CHAIN,
        Array.from({ length: MAX_COMMIT + 1 }, () => decision(1)),
        env(),
      ),
    ).toThrow(RangeError);
  });

  it('refuses an entry behind `key_rotated`, which the old key signs', () => {
    const rotation = event(1, 'key_rotated', {});
    expect(() => sealBatch(EMPTY_CHAIN, [rotation, decision(2)], env())).toThrow(RangeError);
    expect(sealBatch(EMPTY_CHAIN, [decision(2), rotation], env()).rows).toHaveLength(2);
  });
});

describe('restoreChain', () => {
  const log = new SampleLog().work(5).rotate().work(3);
  const last = { bytes: log.rows.at(-1)?.bytes ?? '', note: log.lastNote };
  const nodesAt = (seq: number): Uint8Array | undefined => log.rows[seq]?.nodes;

  it('gives back the state after each commit', () => {
    const grown = new SampleLog();
    for (const size of [1, 2, 3, 4, 5, 6, 7, 8]) {
      grown.work(size);
      const row = grown.rows.at(-1);
      const restored = restoreChain(
        { bytes: row?.bytes ?? '', note: row?.note ?? '' },
        (seq) => grown.rows[seq]?.nodes,
      );
      expect(structuredClone(restored)).toEqual(structuredClone(grown.state));
    }
  });

  it('asks for no more rows than the frontier has, and the last', () => {
    const asked = new Set<number>();
    restoreChain(last, (seq) => {
      asked.add(seq);
      return nodesAt(seq);
    });
    expect([...asked].sort((one, other) => one - other)).toEqual(
      [...new Set([...frontierRows(log.size).map(({ seq }) => seq), log.size - 1])].sort((one, other) => one - other),
    );
  });

  it.each<[string, Parameters<typeof restoreChain>]>([
    ['another last entry', [{ ...last, bytes: last.bytes.replace('claude', 'mallory') }, nodesAt]],
    ['another checkpoint', [{ ...last, note: log.notes.at(-2) ?? '' }, nodesAt]],
    ['no checkpoint', [{ ...last, note: '' }, nodesAt]],
    ['a missing row', [last, (seq) => (seq === 7 ? undefined : nodesAt(seq))]],
    [
      'a changed hash',
      [last, (seq) => nodesAt(seq)?.map((byte, index) => (seq === 7 && index === 100 ? byte ^ 1 : byte))],
    ],
  ])('gives nothing over %s', (_, [row, nodes]) => {
    expect(restoreChain(row, nodes)).toBeNull();
  });

  it('does not stand in for verifying the signature', () => {
    const forged = sealBatch(EMPTY_CHAIN, [decision(0)], { ...env(), signer: signerOf(ORIGIN, 99) });
    const row = forged.rows[0];
    expect(restoreChain({ bytes: row?.bytes ?? '', note: forged.note }, () => row?.nodes)?.noteHash).toBe(
      noteHash(forged.note),
    );
  });
});
