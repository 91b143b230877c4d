import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntryRow } from '../../src/audit/row.ts';
import type { Damage } from './damage.ts';
import { all, change, editBytes, exchange, fitLeaf, forged, insert, move, remove, sortedBySeq } from './damage.ts';
import { EPOCH_KEYS, ORIGIN, ROOT, SampleLog, sampleLog, signerOf, verify } from './sampleLog.ts';

// The sample log: 0 log_start | 1 | 2 | 3-7 | 8 | 9, 10 key_rotated | 11-13 | 14 | 15-22 | 23 | 24, 25 key_rotated | 26, 27 | 28 | 29 | 30
const LOG = sampleLog();
const CONTENT = ['bytes', 'nodes', 'note', 'ts', 'phase', 'agent', 'server', 'session', 'action', 'effect', 'parent'];
const [CALL, FORGED] = ['read_file', 'exec_file'];

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  return Uint8Array.from(bytes, (byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
}

function flipNodes(index: number, bit: number): Damage {
  return change(index, ({ nodes }) => ({ nodes: flipped(nodes, bit) }));
}

/** Each damage with what must be said of it: kind and position. */
const DAMAGES: readonly [string, Damage, readonly string[]][] = [
  ['an entry is edited', editBytes(5, CALL, FORGED), ['edited 5']],
  ['the first entry is edited', editBytes(0, 'claude', 'mallory'), ['edited 0']],
  ['the last entry is edited', editBytes(30, CALL, FORGED), ['edited 30']],
  ['the only entry of a commit is edited', editBytes(8, CALL, FORGED), ['edited 8']],
  ['an entry claims another position', editBytes(4, '"seq":4', '"seq":9999'), ['edited 4']],
  ['two entries are edited', all(editBytes(4, CALL, FORGED), editBytes(17, CALL, FORGED)), ['edited 4', 'edited 17']],
  ['an entry is edited and its hash made to fit', all(editBytes(5, CALL, FORGED), fitLeaf(5)), ['edited 5']],
  ['the first of a commit is, too', all(editBytes(3, CALL, FORGED), fitLeaf(3)), ['edited 3']],
  ['the last of a commit is, too', all(editBytes(7, CALL, FORGED), fitLeaf(7)), ['edited 7']],
  ['the only one of a commit is, too', all(editBytes(8, CALL, FORGED), fitLeaf(8)), ['edited 8']],
  ['the last one of all is, too', all(editBytes(30, CALL, FORGED), fitLeaf(30)), ['edited 30']],
  [
    'an entry is edited, and its columns with it',
    all(
      editBytes(5, CALL, FORGED),
      change(5, () => ({ action: FORGED })),
    ),
    ['edited 5'],
  ],
  ['an entry is no longer JSON', change(5, () => ({ bytes: '{"seq":5' })), ['unreadable 5']],
  ['an entry is emptied', change(5, () => ({ bytes: '' })), ['unreadable 5']],
  ['an entry is deleted', remove(5, 5), ['missing 5']],
  ['an entry is deleted and the rest renumbered', remove(5, 5, { renumber: true }), ['missing 5']],
  ['a commit is deleted', remove(3, 7), ['missing 3']],
  ['a commit is deleted and the rest renumbered', remove(3, 7, { renumber: true }), ['missing 3']],
  ['the last entry but one is deleted', remove(29, 29), ['missing 29']],
  ['it is, and the last one renumbered', remove(29, 29, { renumber: true }), ['missing 29']],
  ['commits of two epochs are deleted', remove(12, 24), ['missing 12']],
  ['two stretches are deleted', all(remove(16, 18), remove(4, 5)), ['missing 4', 'missing 16']],
  ['the first entry is deleted', remove(0, 0), ['missing 0', 'unknown-key 1']],
  ['an entry is inserted', insert(6, (rows) => forged(rows, 5, 6)), ['inserted 6']],
  ['an entry is inserted under the position before', insert(6, (rows) => forged(rows, 5, 5)), ['inserted 6']],
  ['an entry is appended', insert(31, (rows) => forged(rows, 30, 31)), ['bad-checkpoint 31', 'missing-checkpoint 31']],
  ['an entry is duplicated', insert(6, (rows) => rowAt(rows, 5)), ['duplicated 6']],
  ['an entry is repeated later', insert(20, (rows) => rowAt(rows, 5)), ['duplicated 20']],
  [
    'an entry is overwritten by another',
    (rows) => change(17, () => ({ ...rowAt(rows, 5), seq: 17 }))(rows),
    ['duplicated 17', 'missing 17'],
  ],
  ['two entries are exchanged', exchange(4, 6, CONTENT), ['reordered 4', 'reordered 6']],
  ['two neighbours are exchanged', exchange(4, 5, CONTENT), ['reordered 5']],
  ['the bytes of two entries are exchanged', exchange(4, 6, ['bytes']), ['reordered 4', 'reordered 6']],
  ['entries of two epochs are exchanged', exchange(5, 17, CONTENT), ['reordered 5', 'reordered 17']],
  ['two entries are exchanged by number', all(exchange(4, 6, ['seq']), sortedBySeq), ['reordered 4', 'reordered 6']],
  ['a commit is moved back', move(3, 7, 13), ['reordered 9']],
  ['a commit is moved forth', move(26, 27, 2), ['reordered 5']],
  [
    'an entry is moved to the end by number',
    all(
      change(5, () => ({ seq: 1000 })),
      sortedBySeq,
    ),
    ['reordered 1000', 'missing-checkpoint 1000'],
  ],
  ['the last entry gets another number', change(30, () => ({ seq: 1000 })), ['column-mismatch 1000']],
  ['the time column is changed', change(5, ({ ts }) => ({ ts: ts + 1 })), ['column-mismatch 5']],
  ['the phase column is changed', change(5, () => ({ phase: 'event' })), ['column-mismatch 5']],
  ['the agent column is changed', change(5, () => ({ agent: 'mallory' })), ['column-mismatch 5']],
  ['the server column is changed', change(5, () => ({ server: 'other' })), ['column-mismatch 5']],
  ['the session column is changed', change(5, () => ({ session: 'other' })), ['column-mismatch 5']],
  ['the action column is changed', change(5, () => ({ action: FORGED })), ['column-mismatch 5']],
  ['the effect column is changed', change(5, () => ({ effect: 'deny' })), ['column-mismatch 5']],
  ['the parent column is changed', change(8, () => ({ parent: 4 })), ['column-mismatch 8']],
  ['a leaf hash is changed', flipNodes(5, 24), ['edited 5']],
  ['a parent hash is changed', flipNodes(5, 320), ['edited 5']],
  ['the topmost hash is changed', flipNodes(7, 1000), ['edited 7']],
  ['the hashes are removed', change(7, () => ({ nodes: new Uint8Array(0) })), ['edited 7']],
  ['a hash is added', change(6, ({ nodes }) => ({ nodes: Buffer.concat([nodes, nodes]) })), ['edited 6']],
  ['a checkpoint is removed', change(7, () => ({ note: null })), ['missing-checkpoint 7']],
  ['the last checkpoint is removed', change(30, () => ({ note: null })), ['missing-checkpoint 30']],
  [
    'a checkpoint claims another size',
    change(8, ({ note }) => ({ note: note?.replace('\n9\n', '\n10\n') ?? null })),
    ['bad-signature 8'],
  ],
  ['a checkpoint is no checkpoint', change(7, () => ({ note: 'sealed' })), ['bad-checkpoint 7']],
  ['a checkpoint is moved up', all(exchange(6, 7, ['note'])), ['bad-checkpoint 6', 'missing-checkpoint 7']],
  [
    'a checkpoint is repeated within its commit',
    (rows) => change(5, () => ({ note: rowAt(rows, 7).note }))(rows),
    ['bad-checkpoint 5'],
  ],
  ['two checkpoints are exchanged', exchange(2, 7, ['note']), ['bad-checkpoint 2', 'bad-checkpoint 7']],
];

function rowAt(rows: readonly EntryRow[], index: number): EntryRow {
  const row = rows[index];
  if (row === undefined) throw new Error(`no row ${index}`);
  return row;
}

function summary(rows: readonly EntryRow[], options: Parameters<typeof verify>[1] = {}): string[] {
  return verify(rows, options).findings.map(({ kind, seq }) => (seq === null ? kind : `${kind} ${seq}`));
}

describe('a log that nobody touched', () => {
  it('verifies under its pinned root key, with every checkpoint that was ever made', () => {
    const report = verify(LOG.rows, { held: LOG.notes, head: LOG.lastNote });
    expect(report).toMatchObject({ findings: [], more: 0, entries: 31, commits: 15, epochs: 3, anchored: 31 });
    expect(report).toMatchObject({ origin: ORIGIN, pinned: true, verified: { size: 31, ts: LOG.rows[30]?.ts } });
  });

  it('verifies in each state that it was ever in', () => {
    const ends = LOG.rows.flatMap(({ note, seq }) => (note === null ? [] : [seq + 1]));
    for (const end of ends) expect(summary(LOG.rows.slice(0, end))).toEqual([]);
  });
});

describe('damage that the log itself shows', () => {
  it.each(DAMAGES)('is named when %s', (_, damage, expected) => {
    expect(summary(damage(LOG.rows))).toEqual(expected);
  });

  it.each(DAMAGES)('names the record and the shard when %s', (_, damage) => {
    for (const { kind, seq, recordId, shard, message } of verify(damage(LOG.rows)).findings) {
      expect(shard).toBe('00');
      expect(message).not.toBe('');
      if (kind !== 'missing' && kind !== 'unreadable') expect(recordId).toMatch(/^[0-9a-f-]{36}$/);
      expect(seq).not.toBeNull();
    }
  });

  it('is found wherever a bit of an entry, of its hashes or of a checkpoint is flipped', () => {
    const notes = LOG.rows.flatMap(({ note, seq }) => (note === null ? [] : [seq]));
    fc.assert(
      fc.property(fc.constantFrom('bytes', 'nodes', 'note'), fc.nat(), fc.nat(), (member, which, where) => {
        const seq = member === 'note' ? (notes[which % notes.length] ?? 0) : which % LOG.size;
        const row = rowAt(LOG.rows, seq);
        const bytes = member === 'nodes' ? row.nodes : Buffer.from(row[member] ?? '');
        const damaged = flipped(bytes, where % (bytes.length * 8));
        const value = member === 'nodes' ? damaged : Buffer.from(damaged).toString();
        const report = verify(change(seq, () => ({ [member]: value }))(LOG.rows));
        expect(report.findings.map((finding) => finding.seq)).toContain(seq);
      }),
      { numRuns: 600 },
    );
  });

  it('is found in any mixture of damages, and none of them makes the verifier throw', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...DAMAGES], { minLength: 1, maxLength: 4 }), (damages) => {
        const rows = damages.reduce<readonly EntryRow[]>((at, [, damage]) => attempt(damage, at), LOG.rows);
        // Two exchanges may undo each other, and deleting may leave a cut tail, which only a held checkpoint shows.
        fc.pre(rows.some((row, index) => JSON.stringify(row) !== JSON.stringify(LOG.rows[index])));
        expect(verify(rows).findings).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

/** A damage may find nothing left to damage. */
function attempt(damage: Damage, rows: readonly EntryRow[]): readonly EntryRow[] {
  try {
    return damage(rows);
  } catch {
    return rows;
  }
}

describe('damage that a checkpoint held elsewhere shows', () => {
  const cut = LOG.rows.slice(0, 24);

  it('is truncation, when the log ends before the held checkpoint', () => {
    expect(summary(cut)).toEqual([]);
    expect(summary(cut, { held: [LOG.notes[8] ?? ''] })).toEqual([]);
    expect(summary(cut, { held: [LOG.lastNote] })).toEqual(['truncated']);
  });

  it('is rollback, when the head file knows more than the database', () => {
    expect(summary(LOG.rows, { head: LOG.lastNote })).toEqual([]);
    expect(summary(cut, { head: LOG.lastNote })).toEqual(['rolled-back']);
  });

  it('is truncation or rollback, when the whole log is gone', () => {
    expect(summary([])).toEqual([]);
    expect(summary([], { held: [LOG.lastNote] })).toEqual(['truncated']);
    expect(summary([], { head: LOG.lastNote })).toEqual(['rolled-back']);
  });

  it('is an old copy that was restored and continued past the held size', () => {
    const before = new SampleLog().work(2).work(3);
    const restored = new SampleLog().work(2);
    restored.agent = 'other';
    restored.work(9);
    expect(summary(restored.rows)).toEqual([]);
    expect(summary(restored.rows, { held: [before.lastNote] })).toEqual(['forked']);
    expect(summary(restored.rows, { head: before.lastNote })).toEqual(['forked']);
    expect(summary(before.work(4).rows, { held: before.notes })).toEqual([]);
  });

  it('is a fork: two histories under one key, each sound by itself', () => {
    const one = new SampleLog().work(4).rotate().work(2);
    const other = new SampleLog({ agent: 'other' }).work(4).rotate().work(2);
    expect(other.size).toBe(one.size);
    expect([summary(one.rows), summary(other.rows)]).toEqual([[], []]);
    expect(summary(other.rows, { held: [one.lastNote] })).toEqual(['forked']);
  });

  it('is a fork also at a size where the other history has no checkpoint', () => {
    const one = new SampleLog().work(3);
    const other = new SampleLog({ agent: 'other' }).work(8);
    expect(summary(other.rows, { held: [one.notes[1] ?? ''] })).toEqual(['forked']);
  });

  it('is a checkpoint of another log, or by another key, or none at all', () => {
    const stranger = new SampleLog({ keys: [signerOf('leash/home/01', 40)] });
    const impostor = new SampleLog({ keys: [signerOf(ORIGIN, 41)] });
    expect(summary(LOG.rows, { held: [stranger.lastNote] })).toEqual(['wrong-origin']);
    expect(summary(LOG.rows, { held: [impostor.lastNote] })).toEqual(['unknown-key']);
    expect(summary(LOG.rows, { held: ['not a checkpoint'] })).toEqual(['unreadable']);
  });
});

describe('a rewrite of the whole log', () => {
  const attacker = signerOf(ROOT.name, 66);

  it('with the attacker’s own keys is caught by the pinned root key, and by nothing else', () => {
    const rewritten = new SampleLog({ root: attacker, keys: [signerOf(ORIGIN, 67)], agent: 'other' }).work(5);
    expect(summary(rewritten.rows)).toEqual(['wrong-root-key 0']);
    expect(verify(rewritten.rows, { rootKey: null })).toMatchObject({ findings: [], pinned: false });
  });

  it('under the genuine root key’s name needs that key', () => {
    const [start] = new SampleLog({ root: attacker, keys: [signerOf(ORIGIN, 67)] }).rows;
    const genuine = rowAt(LOG.rows, 0).bytes;
    const rootKey = /"root_key":"[^"]+"/;
    const pretended = rowAt([start ?? rowAt(LOG.rows, 0)], 0).bytes.replace(rootKey, rootKey.exec(genuine)?.[0] ?? '');
    expect(summary(change(0, () => ({ bytes: pretended }))(LOG.rows))).toContain('bad-certificate 0');
  });

  it('with the stolen key of today cannot touch yesterday’s epochs', () => {
    const stolen = EPOCH_KEYS[2];
    if (stolen === undefined) throw new Error('no third key');
    const rewritten = new SampleLog({ forger: stolen, agent: 'other' })
      .work(1)
      .work(5)
      .rotate()
      .work(3)
      .work(8)
      .rotate()
      .work(2);
    // Nothing of it is accepted before the epoch whose key was stolen, which the genuine certificates lead to.
    expect(summary(rewritten.rows)).toEqual(['unknown-key 10']);
  });

  it('with the stolen key of today within its own epoch is caught by a held checkpoint', () => {
    const genuine = new SampleLog().work(2).rotate().work(4);
    const rewritten = new SampleLog().work(2).rotate();
    rewritten.agent = 'other';
    rewritten.work(4).work(4);
    expect(summary(rewritten.rows)).toEqual([]);
    expect(summary(rewritten.rows, { held: [genuine.lastNote] })).toEqual(['forked']);
  });

  it('cannot splice a later epoch onto another history: its key’s certificate does not move', () => {
    const genuine = new SampleLog().work(2).rotate().work(4);
    const other = new SampleLog({ agent: 'other' }).work(2).rotate().work(4);
    const spliced = [...other.rows.slice(0, 4), ...genuine.rows.slice(4)];
    expect(summary(spliced)).toEqual(['edited 4']);
  });
});
