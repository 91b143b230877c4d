import { describe, expect, it } from 'vitest';
import { all, change, editBytes, exchange, fitLeaf, forged, insert, move, remove, resigned } from './damage.ts';
import type { Damage } from './damage.ts';
import { ORIGIN, SampleLog, decision, sampleLog, signerOf, verify } from './sampleLog.ts';

const LOG = sampleLog();
/** One epoch, so that one key can sign it anew: 0 | 1-6 | 7 | 8-10 | 11. */
const ONE_EPOCH = new SampleLog().work(6).work(3);
const SIGNER = signerOf(ORIGIN, 10);

function messages(damage: Damage, rows = LOG.rows): string[] {
  return verify(damage(rows)).findings.map(({ message }) => message);
}

function kinds(damage: Damage, rows = LOG.rows): string[] {
  return verify(damage(rows)).findings.map(({ kind, seq }) => `${kind} ${seq ?? ''}`);
}

describe('what is said of a damaged entry', () => {
  const CASES: readonly [Damage, string[]][] = [
    [editBytes(5, 'read_file', 'exec_file'), ['the bytes of entry 5 were changed after they were written']],
    [
      change(5, ({ nodes }) => ({ nodes: nodes.map((byte) => byte ^ 1) })),
      ['the tree hashes beside entry 5 were changed; the entry itself was not'],
    ],
    [
      all(editBytes(5, 'read_file', 'exec_file'), fitLeaf(5)),
      ['entry 5 was changed and its hash made to fit: the entry after it names other bytes'],
    ],
    [all(editBytes(8, 'read_file', 'exec_file'), fitLeaf(8)), ['entry 8 is not what the checkpoint of size 9 signs']],
    [remove(5, 5), ['entry 5 is missing']],
    [remove(3, 7), ['entries 3 to 7 are missing']],
    [insert(6, (rows) => forged(rows, 5, 6)), ['entry 6 was inserted: the entry after it does not know it']],
    [insert(6, (rows) => forged(rows, 5, 5)), ['entry 6 was inserted at a position that was taken']],
    [insert(20, (rows) => rows[5] ?? forged(rows, 5, 5)), ['entry 20 is a copy of entry 5']],
    [
      exchange(4, 6, ['bytes']),
      ['at position 4 stand the bytes of entry 6', 'at position 6 stand the bytes of entry 4'],
    ],
    [move(3, 7, 13), ['entry 3 stands at position 9, out of order']],
    [change(5, () => ({ agent: 'x', ts: 0 })), ['entry 5: the column ts, agent does not say what the entry says']],
  ];

  it.each(CASES.map(([damage, expected]) => [expected.join('; '), damage] as const))('is: %s', (expected, damage) => {
    expect(messages(damage).join('; ')).toBe(expected);
  });

  it('is said of the record that it concerns', () => {
    const id = /"record_id":"([^"]+)"/.exec(LOG.rows[4]?.bytes ?? '')?.[1];
    expect(verify(all(editBytes(4, 'read_file', 'exec_file'), fitLeaf(4))(LOG.rows)).findings).toMatchObject([
      { seq: 4, recordId: id },
    ]);
  });
});

describe('what only the holder of the key could have done', () => {
  it('signs nothing that differs from a sound log when it signs it anew', () => {
    expect(kinds(resigned(SIGNER), ONE_EPOCH.rows)).toEqual([]);
  });

  it('is a chain that does not hold under a tree that does', () => {
    const broken = all(editBytes(4, '"prev_hash":"', '"prev_hash":"0'), resigned(SIGNER));
    expect(kinds(broken, ONE_EPOCH.rows)).toContain('bad-chain 4');
  });

  it('is an entry that is not canonical', () => {
    const loose = all(editBytes(11, '{"action_detail"', '{ "action_detail"'), resigned(SIGNER));
    expect(kinds(loose, ONE_EPOCH.rows)).toEqual(['not-canonical 11']);
    const twice = all(editBytes(11, '{"action_detail"', '{"action_detail":null,"action_detail"'), resigned(SIGNER));
    expect(kinds(twice, ONE_EPOCH.rows)).toEqual(['not-canonical 11']);
  });

  it('is an entry of another shard', () => {
    const foreign = all(
      editBytes(11, '"seq":11,"server":"filesystem","shard":"00"', '"seq":11,"server":"filesystem","shard":"01"'),
      resigned(SIGNER),
    );
    expect(kinds(foreign, ONE_EPOCH.rows)).toEqual(['wrong-origin 11']);
  });
});

it('does not blame entries behind a stretch that is missing', () => {
  for (let from = 1; from < 30; from += 1) {
    for (const to of [from, from + 2]) {
      if (to > 29) continue;
      const found = verify(remove(from, to)(LOG.rows)).findings.filter(
        ({ kind }) => kind === 'missing' || kind === 'edited',
      );
      expect(found).toMatchObject([{ kind: 'missing', seq: from }]);
    }
  }
});

it('does not blame the neighbours of an entry that was edited', () => {
  const log = new SampleLog();
  log.commit(Array.from({ length: 9 }, (_, index) => decision(index)));
  log.commit([decision(20)]);
  for (let seq = 1; seq < log.size; seq += 1) {
    expect(kinds(editBytes(seq, 'read_file', 'exec_file'), log.rows)).toEqual([`edited ${seq}`]);
    expect(kinds(all(editBytes(seq, 'read_file', 'exec_file'), fitLeaf(seq)), log.rows)).toEqual([`edited ${seq}`]);
  }
});
