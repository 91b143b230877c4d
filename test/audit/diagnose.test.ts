import { describe, expect, it } from 'vitest';
import { BEGINNING } from '../../src/audit/standing.ts';
import { diagnose } from '../../src/audit/diagnose.ts';
import { entryOrder } from '../../src/audit/entryOrder.ts';
import { createFindings } from '../../src/audit/finding.ts';
import type { EntryRow } from '../../src/audit/row.ts';
import type { Standing } from '../../src/audit/standing.ts';
import { all, change, editBytes, remove } from './damage.ts';
import { EPOCH_KEYS, ORIGIN, SampleLog, sampleLog, verify } from './sampleLog.ts';

const LOG = new SampleLog().work(6).work(3);

function commitsOf(rows: readonly EntryRow[]): EntryRow[][] {
  const commits: EntryRow[][] = [[]];
  for (const row of rows) {
    commits.at(-1)?.push(row);
    if (row.note !== null) commits.push([]);
  }
  return commits.filter((commit) => commit.length > 0);
}

function diagnoseAll(rows: readonly EntryRow[]): { standings: Standing[]; kinds: string[] } {
  const findings = createFindings('00');
  const signatures = { keys: EPOCH_KEYS.slice(0, 1), strangers: new Set<string>(), findings };
  const log = { shard: '00', origin: ORIGIN, wanted: new Set<number>() };
  const order = entryOrder();
  const standings: Standing[] = [];
  for (const commit of commitsOf(rows)) {
    standings.push(diagnose(standings.at(-1) ?? BEGINNING, commit, { log, signatures, order, findings }).standing);
  }
  return { standings, kinds: findings.sorted().map(({ kind, seq }) => `${kind} ${seq ?? ''}`) };
}

describe('diagnose', () => {
  it('finds nothing in a sound log, and stands after each commit where the quick path stands', () => {
    const { standings, kinds } = diagnoseAll(LOG.rows);
    expect(kinds).toEqual([]);
    expect(standings.map(({ kind }) => kind)).toEqual(standings.map(() => 'intact'));
    expect(standings.at(-1)?.frontier).toEqual(LOG.state.frontier);
  });

  it('stands intact again with the first commit that proves all before it', () => {
    const { standings, kinds } = diagnoseAll(editBytes(3, 'read_file', 'exec_file')(LOG.rows));
    expect(kinds).toEqual(['edited 3']);
    expect(standings.map(({ kind }) => kind)).toEqual(['intact', 'intact', 'intact', 'intact', 'intact']);
    const missing = diagnoseAll(remove(2, 8)(LOG.rows)).standings.map(({ kind }) => kind);
    expect(missing.slice(0, 2)).toEqual(['intact', 'damaged']);
  });

  it('tells two damages in two commits apart', () => {
    const damage = all(
      editBytes(9, 'read_file', 'exec_file'),
      change(7, () => ({ agent: 'x' })),
      remove(3, 3),
    );
    expect(diagnoseAll(damage(LOG.rows)).kinds).toEqual(['column-mismatch 7', 'edited 9']);
    expect(verify(damage(LOG.rows)).findings.map(({ kind, seq }) => [kind, seq])).toEqual([
      ['missing', 3],
      ['column-mismatch', 7],
      ['edited', 9],
    ]);
  });

  it('finds new damage behind old, whatever the old one was', () => {
    const { rows } = sampleLog();
    const old = [remove(3, 3), remove(3, 7), editBytes(4, 'read_file', 'exec_file'), change(7, () => ({ note: null }))];
    for (const damage of old) {
      const found = verify(damage(editBytes(20, 'read_file', 'exec_file')(rows))).findings;
      expect(found.map(({ kind, seq }) => `${kind} ${seq ?? ''}`)).toContain('edited 20');
    }
  });
});
