import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { ExportFormat } from '../../src/app/auditExport/formats.ts';
import { exportEntries, type ExportQuery } from '../../src/app/auditExport.ts';
import { shardPath } from '../../src/edge/openShardLog.ts';
import { openDatabase } from '../../src/edge/sqlite.ts';
import type { Home } from '../../src/edge/home.ts';
import { call, denied, homeWith } from './recorded.ts';

async function exported(home: Home, query: ExportQuery = {}, format: ExportFormat = 'jsonl'): Promise<string> {
  let text = '';
  for await (const part of exportEntries(home, query, format)) text += part;
  return text;
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');
const HOME = () => homeWith([call(), denied({ action: 'write_file' }), call({ agent: 'other' })]);

it('gives the bytes that are hashed: each line leads to the next', async () => {
  const lines = linesOf(await exported(await HOME(), {}, 'aat'));
  expect(lines.length).toBe(7);
  for (const [index, line] of lines.slice(0, -1).entries()) {
    const next = JSON.parse(lines[index + 1] ?? '') as { prev_hash: string };
    expect(next.prev_hash).toBe(createHash('sha256').update(line).digest('hex'));
  }
});

it('names the place of each entry, oldest first', async () => {
  const home = await HOME();
  const places = linesOf(await exported(home)).map((line) => (JSON.parse(line) as { place: string }).place);
  expect(places).toEqual(['00:0', '00:1', '00:2', '00:3', '00:4', '00:5', '00:6']);
});

it.each<[ExportQuery, string[]]>([
  [{ effect: 'deny' }, ['00:4']],
  [{ agent: 'other' }, ['00:5']],
  [{ effect: 'event' }, ['00:0', '00:1']],
  [{ action: 'write_file' }, ['00:4']],
  [{ server: 'nobody' }, []],
  [{ session: 'session-1', effect: 'allow', agent: 'default' }, ['00:2']],
])('picks %j', async (query, want) => {
  const lines = linesOf(await exported(await HOME(), query));
  expect(lines.map((line) => (JSON.parse(line) as { place: string }).place)).toEqual(want);
});

it('picks by what an entry says, not by the columns beside it', async () => {
  const home = await HOME();
  const db = await openDatabase(shardPath(home, '00'), { access: 'readwrite', busyMs: 1_000 });
  await db.exec("UPDATE entry SET effect = 'allow' WHERE seq = 4");
  await db.close();
  expect(linesOf(await exported(home, { effect: 'deny' }))).toHaveLength(1);
});

it.each(['database', 'entry'])('gives what can be read, and then fails where a part is missing: %s', async (part) => {
  const home = await HOME();
  if (part === 'database') writeFileSync(shardPath(home, '01'), 'no database at all, and long enough'.repeat(40));
  else {
    const db = await openDatabase(shardPath(home, '00'), { access: 'readwrite', busyMs: 1_000 });
    await db.exec("UPDATE entry SET bytes = 'x' WHERE seq = 4");
    await db.close();
  }
  const given: string[] = [];
  const reading = (async () => {
    for await (const text of exportEntries(home, {}, 'jsonl')) given.push(text);
  })();
  await expect(reading).rejects.toMatchObject({ code: 'ERR_LOG_UNAVAILABLE' });
  expect(given.length).toBe(part === 'database' ? 7 : 6);
});

it('never reveals an argument', async () => {
  const home = await homeWith([call({ args: { path: '/data/CANARY' } })]);
  for (const format of ['jsonl', 'csv', 'ocsf', 'aat'] as const) {
    const text = await exported(home, {}, format);
    expect(text).toContain('read_file');
    expect(text).not.toContain('CANARY');
  }
});
