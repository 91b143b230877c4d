import { expect, it } from 'vitest';
import { auditEntry, auditPage } from '../../../src/app/control/auditDesk.ts';
import { filledHome } from '../../cli/home.ts';
import { decision, recorded } from '../../support/drafts.ts';
import { openLog, START } from '../../cli/home.ts';

const home = await filledHome();

it('reads the log page by page, each entry once, also where many are of one moment', async () => {
  const log = await openLog(home);
  await Promise.all(
    Array.from({ length: 20 }, () => recorded(log, decision({ at: { ms: START + 3_600_000, monoNs: 1 } }))),
  );
  await log.close();
  const all = await auditPage(home, { limit: 1000 });
  expect(all.cursor).toBeNull();
  for (const limit of [1, 3, 7]) {
    const places: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await auditPage(home, { limit, ...(cursor === undefined ? {} : { cursor }) });
      expect(page.items.length).toBeLessThanOrEqual(limit);
      places.push(...page.items.map(({ place }) => place));
      cursor = page.cursor ?? undefined;
    } while (cursor !== undefined);
    expect(places).toHaveLength(all.items.length);
    expect(new Set(places)).toEqual(new Set(all.items.map(({ place }) => place)));
  }
});

it('filters, and tells the outcome of a decision', async () => {
  const { items } = await auditPage(home, { limit: 10, action: 'read_file', until: START + 120_000 });
  expect(items).toMatchObject([{ place: '00:2', effect: 'allow', outcome: 'success', at: START + 120_000 }]);
});

it.each([
  '',
  'x',
  'bnVsbA',
  Buffer.from('["a"]').toString('base64url'),
  Buffer.from('[1,"../x"]').toString('base64url'),
])('refuses %j as a cursor', async (cursor) => {
  await expect(auditPage(home, { limit: 1, cursor })).rejects.toMatchObject({ code: 'ERR_USAGE' });
});

it('shows one entry, or none', async () => {
  expect((await auditEntry(home, '00:2'))?.line.action).toBe('read_file');
  for (const id of ['00:999', '77:0', 'nonsense', '../../keys']) expect(await auditEntry(home, id)).toBeNull();
});
