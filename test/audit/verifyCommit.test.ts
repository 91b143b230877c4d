import { describe, expect, it } from 'vitest';
import { parseEntry } from '../../src/audit/parseEntry.ts';
import type { EntryRow } from '../../src/audit/row.ts';
import { columnsOf } from '../../src/audit/sealedEntry.ts';
import { BEGINNING } from '../../src/audit/standing.ts';
import { verifyCommit, wrongColumns } from '../../src/audit/verifyCommit.ts';
import { change, resigned } from './damage.ts';
import { ORIGIN, SampleLog, decision, signerOf } from './sampleLog.ts';

const FACTS = { shard: '00', origin: ORIGIN, wanted: new Set([2]) };
const LOG = new SampleLog();
LOG.commit([decision(1), decision(2), decision(3)]);
const START = verifyCommit(BEGINNING, LOG.rows.slice(0, 1), FACTS)?.standing ?? BEGINNING;
const ROWS = LOG.rows.slice(1);

describe('verifyCommit', () => {
  it('carries chain, tree and checkpoint behind a sound commit', () => {
    const verified = verifyCommit(START, ROWS, FACTS);
    expect(verified?.standing.frontier).toEqual(LOG.state.frontier);
    expect(verified?.standing).toMatchObject({ last: { seq: 3, hash: LOG.state.prevHash, flagged: false } });
    expect(verified?.standing.pending).toMatchObject({ text: LOG.lastNote, seq: 3, signature: 'unverified' });
    expect([...(verified?.roots.keys() ?? [])]).toEqual([2]);
    expect(verified?.rotation).toBeNull();
  });

  it('gives the rotation that ends a commit', () => {
    const log = new SampleLog().rotate();
    expect(verifyCommit(START, log.rows.slice(1), FACTS)?.rotation?.action_detail.event).toBe('key_rotated');
  });

  it.each<[string, readonly EntryRow[]]>([
    ['no rows', []],
    ['no checkpoint', change(2, () => ({ note: null }))(ROWS)],
    ['a row too few', ROWS.slice(1)],
    ['a wrong column', change(1, () => ({ ts: 0 }))(ROWS)],
    ['a wrong hash', change(1, ({ nodes }) => ({ nodes: nodes.map((byte) => byte ^ 1) }))(ROWS)],
    ['bytes that are no entry', change(1, () => ({ bytes: 'x' }))(ROWS)],
  ])('passes nothing with %s', (_, rows) => {
    expect(verifyCommit(START, rows, FACTS)).toBeNull();
  });

  it('passes nothing under another origin or shard, nor from another start', () => {
    expect(verifyCommit(START, ROWS, { ...FACTS, origin: 'leash/home/01' })).toBeNull();
    expect(verifyCommit(START, ROWS, { ...FACTS, shard: '01' })).toBeNull();
    expect(verifyCommit(BEGINNING, ROWS, FACTS)).toBeNull();
  });

  it('passes nothing behind a rotation within a commit, even signed', () => {
    const log = new SampleLog().rotate();
    const rotated = log.rows[2]?.bytes.replace('"seq":2,', '"seq":1,') ?? '';
    const rows = resigned(signerOf(ORIGIN, 10))([
      ...LOG.rows.slice(0, 1),
      ...change(0, () => ({ bytes: rotated }))(ROWS),
    ]);
    expect(verifyCommit(START, rows.slice(1), FACTS)).toBeNull();
  });
});

describe('wrongColumns', () => {
  it('names each column that differs', () => {
    const [row] = ROWS;
    const entry = parseEntry(row?.bytes ?? '');
    if (row === undefined || entry === null) throw new Error('no row');
    const columns = columnsOf(entry);
    expect(wrongColumns(row, columns)).toEqual([]);
    const other: EntryRow = {
      ...row,
      seq: 9,
      ts: 0,
      phase: 'event',
      agent: 'x',
      server: 'x',
      session: 'x',
      action: 'x',
      effect: 'x',
      parent: 9,
    };
    expect(wrongColumns(other, columns)).toEqual([
      'seq',
      'ts',
      'phase',
      'agent',
      'server',
      'session',
      'action',
      'effect',
      'parent',
    ]);
  });
});
