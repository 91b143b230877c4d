import { appendFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { EntryRow } from '../../src/audit/row.ts';
import { findOpenings, openOpenings, pruneOpenings } from '../../src/edge/openings.ts';
import { tempHome } from '../support/tempHome.ts';

const DAY = 86_400_000;
const NOON = Date.parse('2026-03-01T12:00:00Z');

function row(seq: number, ts: number): EntryRow {
  const texts = { agent: '', server: '', session: '', action: '', effect: '', bytes: '' };
  return { ...texts, seq, ts, nodes: new Uint8Array(32), note: null, phase: 'decision', parent: null };
}

function commit(first: number, times: readonly number[]) {
  const rows = times.map((ts, index) => row(first + index, ts));
  return {
    rows,
    recordIds: rows.map(({ seq }) => `id-${seq}`),
    openings: rows.map(({ seq }) => ({ seq, disclosures: [`opening-${seq}`, 'more'] })),
  };
}

function unexpected(error: unknown): never {
  throw error;
}

function promiseOf<T>() {
  const done: { resolve?: (value: T) => void } = {};
  const promise = new Promise<T>((resolve) => (done.resolve = resolve));
  return { promise, resolve: (value: T) => done.resolve?.(value) };
}

const KEEPING = { failed: unexpected, loadSecretTest: () => Promise.resolve(() => false) };

describe('openings', () => {
  it('are not kept where they reveal a secret, and the others of the same entry are', async () => {
    const home = tempHome();
    const loadSecretTest = () => Promise.resolve((disclosure: string) => disclosure.startsWith('opening'));
    const writer = openOpenings(home, '00', { ...KEEPING, loadSecretTest });
    writer.put(commit(0, [NOON]));
    await writer.close();
    expect((await findOpenings(home, '00', { seq: 0, ts: NOON })).disclosures).toEqual(['more']);
  });

  it('wait until secrets can be told, and are not kept where they never can be', async () => {
    const home = tempHome();
    const { promise, resolve } = promiseOf<(disclosure: string) => boolean>();
    const late = openOpenings(home, '00', { ...KEEPING, loadSecretTest: () => promise });
    late.put(commit(0, [NOON]));
    late.put(commit(1, [NOON]));
    resolve((disclosure) => disclosure === 'opening-1');
    await late.close();
    expect((await findOpenings(home, '00', { seq: 0, ts: NOON })).disclosures).toEqual(['opening-0', 'more']);
    expect((await findOpenings(home, '00', { seq: 1, ts: NOON })).disclosures).toEqual(['more']);

    const failures: unknown[] = [];
    const never = openOpenings(home, '01', {
      failed: (error) => failures.push(error),
      loadSecretTest: () => Promise.reject(new Error('gone')),
    });
    never.put(commit(0, [NOON]));
    await never.close();
    expect(failures).toHaveLength(1);
    expect((await findOpenings(home, '01', { seq: 0, ts: NOON })).disclosures).toEqual([]);
  });

  it('are found by the entry they belong to', async () => {
    const home = tempHome();
    const writer = openOpenings(home, '00', KEEPING);
    writer.put(commit(0, Array<number>(15).fill(NOON)));
    writer.put(commit(15, [NOON]));
    await writer.close();
    for (const seq of [0, 1, 11, 15]) {
      const found = await findOpenings(home, '00', { seq, ts: NOON });
      expect(found).toEqual({ seq, recordId: `id-${seq}`, disclosures: [`opening-${seq}`, 'more'] });
    }
  });

  it('are none for an entry that has none', async () => {
    const home = tempHome();
    const writer = openOpenings(home, '00', KEEPING);
    writer.put({ ...commit(0, [NOON]), openings: [] });
    writer.put(commit(1, [NOON]));
    await writer.close();
    expect((await findOpenings(home, '00', { seq: 0, ts: NOON })).disclosures).toEqual([]);
    expect((await findOpenings(home, '00', { seq: 7, ts: NOON })).disclosures).toEqual([]);
    expect((await findOpenings(home, '01', { seq: 1, ts: NOON })).disclosures).toEqual([]);
    expect((await findOpenings(home, '00', { seq: 1, ts: NOON + DAY })).disclosures).toEqual([]);
  });

  it('lie in a file for each day, for their owner alone', async () => {
    const home = tempHome();
    const writer = openOpenings(home, '00', KEEPING);
    writer.put(commit(0, [NOON, NOON + DAY, NOON]));
    await writer.close();
    expect(readdirSync(join(home.openings, '00'))).toEqual(['2026-03-01.jsonl', '2026-03-02.jsonl']);
    expect((await findOpenings(home, '00', { seq: 2, ts: NOON })).recordId).toBe('id-2');
    if (process.platform === 'win32') return;
    expect(statSync(join(home.openings, '00/2026-03-01.jsonl')).mode & 0o777).toBe(0o600);
  });

  it('are found behind a line that a killed process left half written', async () => {
    const home = tempHome();
    const first = openOpenings(home, '00', KEEPING);
    first.put(commit(0, [NOON]));
    await first.close();
    appendFileSync(join(home.openings, '00/2026-03-01.jsonl'), '{"seq":1,"record_id":"id-1","disclo');
    const second = openOpenings(home, '00', KEEPING);
    second.put(commit(1, [NOON]));
    await second.close();
    expect((await findOpenings(home, '00', { seq: 1, ts: NOON })).recordId).toBe('id-1');
  });

  it.each([
    ['no JSON', '{"seq":3,oops'],
    ['other types', '{"seq":3,"record_id":7,"disclosures":[]}'],
    ['no list', '{"seq":3,"record_id":"x","disclosures":"y"}'],
  ])('are none where a line is %s', async (_, line) => {
    const home = tempHome();
    mkdirSync(join(home.openings, '00'));
    writeFileSync(join(home.openings, '00/2026-03-01.jsonl'), `${line}\n`);
    expect((await findOpenings(home, '00', { seq: 3, ts: NOON })).disclosures).toEqual([]);
  });

  it('that cannot be written are told of, and later ones are written', async () => {
    const home = tempHome();
    writeFileSync(join(home.openings, '00'), 'a file where the folder belongs');
    const failures: unknown[] = [];
    const writer = openOpenings(home, '00', { ...KEEPING, failed: (error) => failures.push(error) });
    writer.put(commit(0, [NOON]));
    await writer.close();
    expect(failures).toHaveLength(1);
  });

  it('beyond what may wait for the disk are dropped and told of', async () => {
    const home = tempHome();
    const failures: unknown[] = [];
    const writer = openOpenings(home, '00', { ...KEEPING, failed: (error) => failures.push(error) });
    const large = { ...commit(0, [NOON]), openings: [{ seq: 0, disclosures: ['x'.repeat(9 * 1024 * 1024)] }] };
    for (let times = 0; times < 4; times += 1) writer.put(large);
    await writer.close();
    expect(failures.length).toBeGreaterThan(0);
    expect(statSync(join(home.openings, '00/2026-03-01.jsonl')).size).toBeLessThan(30 * 1024 * 1024);
  });
});

describe('pruneOpenings', () => {
  it('removes the days that are older than it is told, in every slot, and nothing else', async () => {
    const home = tempHome();
    for (const slot of ['00', '01']) {
      mkdirSync(join(home.openings, slot));
      for (const name of ['2026-01-29.jsonl', '2026-01-30.jsonl', '2026-03-01.jsonl', 'notes.txt']) {
        writeFileSync(join(home.openings, slot, name), '');
      }
    }
    writeFileSync(join(home.openings, 'a file'), '');
    await pruneOpenings(home, 30, NOON);
    expect(readdirSync(join(home.openings, '00'))).toEqual(['2026-01-30.jsonl', '2026-03-01.jsonl', 'notes.txt']);
    expect(readdirSync(join(home.openings, '01'))).toHaveLength(3);
  });

  it('has nothing to do in a home without openings', async () => {
    await expect(pruneOpenings({ ...tempHome(), openings: '/nonexistent' }, 30, NOON)).resolves.toBeUndefined();
  });
});
