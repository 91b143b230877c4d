import { describe, expect, it } from 'vitest';
import { MAX_COMMIT } from '../../src/audit/chain.ts';
import { encodeVkey } from '../../src/audit/vkey.ts';
import { change, editBytes, resigned } from './damage.ts';
import { EPOCH_KEYS, ORIGIN, ROOT, SampleLog, decision, sampleLog, signerOf, verify } from './sampleLog.ts';

const LOG = sampleLog();

describe('createVerifier', () => {
  it('reports of an empty log that there is nothing', () => {
    expect(verify([])).toEqual({
      shard: '00',
      origin: ORIGIN,
      entries: 0,
      commits: 0,
      verified: null,
      anchored: null,
      rootKey: encodeVkey(ROOT),
      pinned: true,
      epochs: 0,
      findings: [],
      more: 0,
    });
  });

  it('says which root key it went by, and whether that was the caller’s', () => {
    expect(verify(LOG.rows)).toMatchObject({ rootKey: encodeVkey(ROOT), pinned: true });
    expect(verify(LOG.rows, { rootKey: null })).toMatchObject({
      rootKey: encodeVkey(ROOT),
      pinned: false,
      findings: [],
    });
  });

  it('takes the origin from the log where the caller names none, and compares it where he does', () => {
    expect(verify(LOG.rows, { origin: null })).toMatchObject({ origin: ORIGIN, findings: [] });
    expect(verify(LOG.rows, { origin: 'leash/home/01' })).toMatchObject({
      origin: ORIGIN,
      findings: [{ kind: 'wrong-origin', seq: null }],
    });
  });

  it('says of a log in another shard’s place that it does not belong there', () => {
    expect(verify(LOG.rows, { shard: '01' }).findings[0]).toMatchObject({ kind: 'wrong-origin', seq: 0 });
  });

  it('says how far held checkpoints confirm the log, for the rest could be cut unseen', () => {
    expect(verify(LOG.rows).anchored).toBeNull();
    expect(verify(LOG.rows, { held: LOG.notes.slice(0, 3) }).anchored).toBe(3);
    expect(verify(LOG.rows, { held: LOG.notes.slice(0, 3), head: LOG.lastNote }).anchored).toBe(31);
  });

  it('verifies the last signature of each epoch and of the log', () => {
    const impostor = signerOf(ORIGIN, 77);
    // All hashes fit; only the key is wrong.
    const forged = resigned(impostor)(new SampleLog().rows);
    expect(verify(forged)).toMatchObject({ findings: [{ kind: 'unknown-key', seq: 0 }] });
    const [first] = EPOCH_KEYS;
    if (first === undefined) throw new Error('no key');
    expect(verify(resigned(first)(new SampleLog().rows)).findings).toEqual([]);
  });

  it('keeps to the first hundred findings and counts the others', () => {
    const long = new SampleLog();
    for (let commit = 0; commit < 4; commit += 1)
      long.commit(Array.from({ length: 60 }, (_, index) => decision(index)));
    const { findings, more } = verify(long.rows.map((row) => ({ ...row, agent: 'other' })));
    expect([findings.length, more]).toEqual([100, 141]);
  });

  it('holds no more than one commit’s worth of rows without a checkpoint', () => {
    const log = new SampleLog();
    log.commit(Array.from({ length: MAX_COMMIT }, (_, index) => decision(index, { args: null })));
    log.work(3);
    expect(verify(log.rows).findings).toEqual([]);
    const bare = verify(log.rows.map((row) => ({ ...row, note: null })));
    expect(bare.findings.map(({ kind }) => kind)).toContain('missing-checkpoint');
    expect(bare.commits).toBe(2);
  });

  it('reports damage and goes on: what is sound behind it is verified', () => {
    const report = verify(editBytes(5, 'read_file', 'exec_file')(LOG.rows), { held: LOG.notes });
    expect(report).toMatchObject({ findings: [{ kind: 'edited', seq: 5 }], anchored: 31, verified: { size: 31 } });
  });

  it('does not report as verified what the last commit does not prove', () => {
    expect(verify(change(30, () => ({ note: null }))(LOG.rows)).verified).toBeNull();
    expect(verify(editBytes(30, 'read_file', 'exec_file')(LOG.rows)).verified).toBeNull();
  });

  it('survives rows of nonsense', () => {
    const nonsense = {
      seq: -1,
      bytes: '',
      nodes: new Uint8Array(0),
      note: '',
      ts: NaN,
      phase: 'event',
      agent: '',
      server: '',
      session: '',
      action: '',
      effect: '',
      parent: null,
    } as const;
    const rows = Array.from({ length: 300 }, (_, index) => ({
      ...nonsense,
      seq: index % 7 === 0 ? Number.MAX_SAFE_INTEGER : -index,
      note: index % 3 === 0 ? 'x' : null,
    }));
    const { findings } = verify([...LOG.rows, ...rows, ...LOG.rows]);
    expect(findings[0]).toMatchObject({ kind: 'unreadable' });
  });
});
