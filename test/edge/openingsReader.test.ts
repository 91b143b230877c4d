import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { Home } from '../../src/edge/home.ts';
import { findOpenings } from '../../src/edge/openings.ts';
import { readOpenings } from '../../src/edge/openingsReader.ts';
import { decision } from '../support/drafts.ts';
import { session, START } from '../support/logs.ts';
import { tempHome } from '../support/tempHome.ts';

const DAY = 86_400_000;
/** Entries 1 to 6, on three days, the clock set back once. */
const TIMES = [0, 1, DAY, DAY + 1, 2, 2 * DAY].map((ms) => START + ms);

async function logged(): Promise<Home> {
  const home = tempHome();
  // A denial has no outcome between it and the next one.
  const drafts = TIMES.map((ms, n) => decision({ at: { ms, monoNs: n }, effect: 'deny', args: { n } }));
  await session(home, drafts);
  return home;
}

const entries = TIMES.map((ts, index) => ({ seq: index + 1, ts }));

async function readAll(home: Home, wanted = entries, lastSeq = 6): Promise<(readonly string[])[]> {
  const reader = readOpenings(home, '00', lastSeq);
  const found: (readonly string[])[] = [];
  for (const entry of wanted) found.push(await reader.find(entry));
  await reader.close();
  return found;
}

const file = (home: Home): string => join(home.openings, '00', readdirSync(join(home.openings, '00')).sort()[0] ?? '');

describe('readOpenings', () => {
  it('finds what looking for each entry by itself finds', async () => {
    const home = await logged();
    const each = await Promise.all(entries.map(async (entry) => (await findOpenings(home, '00', entry)).disclosures));
    const found = await readAll(home);
    expect(found).toEqual(each);
    expect(found.map(({ length }) => length)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('finds none for what has none, and goes on', async () => {
    const home = await logged();
    const lines = readFileSync(file(home), 'utf8').split('\n');
    writeFileSync(file(home), lines.filter((line) => !line.startsWith('{"seq":1,')).join('\n'));
    expect((await readAll(home)).map(({ length }) => length)).toEqual([0, 1, 1, 1, 1, 1]);
    expect(await readAll(home, [{ seq: 3, ts: START + 9 * DAY }])).toEqual([[]]);
    expect(await readAll(home, [{ seq: 3, ts: 9e15 }])).toEqual([[]]);
  });

  it('passes over lines that are half written, or of entries that are not there', async () => {
    const home = await logged();
    const text = readFileSync(file(home), 'utf8');
    writeFileSync(file(home), `{"seq":99,"record_id":"","disclosures":["x"]}\n{"seq":1,"rec\nnonsense\n${text}`);
    appendFileSync(file(home), '{"seq":2,"record_id":"","disclosures":["forged"]}\n');
    const found = await readAll(home);
    expect(found.map(({ length }) => length)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(JSON.stringify(found)).not.toContain('forged');
  });

  it('finds nothing where nothing is kept', async () => {
    expect(await readAll(tempHome())).toEqual([[], [], [], [], [], []]);
  });
});
