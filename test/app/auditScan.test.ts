import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scanAudit } from '../../src/app/auditScan.ts';
import type { DecisionDraft } from '../../src/audit/entry.ts';
import { shardPath } from '../../src/edge/openShardLog.ts';
import { openDatabase } from '../../src/edge/sqlite.ts';
import { decision, event, outcome, recorded } from '../support/drafts.ts';
import { openLog, START } from '../support/logs.ts';
import { tempHome } from '../support/tempHome.ts';
import type { AuditSettings } from '../../src/edge/auditSettings.ts';
import type { Home } from '../../src/edge/home.ts';
import { call, policyIn, policyOf } from './recorded.ts';

const clock = () => ({ ms: START, monoNs: 0 });

/** A home whose log holds these decisions, five seconds apart; the first is 00:1, and each is followed by its outcome. */
async function homeWith(drafts: readonly DecisionDraft[], settings: Partial<AuditSettings> = {}): Promise<Home> {
  const home = tempHome();
  const log = await openLog(home, { settings, clock });
  for (const [n, draft] of drafts.entries()) {
    const at = { ms: START + n * 5_000, monoNs: n };
    log.note(outcome(await recorded(log, { ...draft, at }), { at }));
  }
  await log.close();
  return home;
}

const SECRET = call({ action: 'read_file', args: { path: '/data/p/.env' } });
const SEND = call({ server: 'mail', session: 'session-2', action: 'send_email', args: { body: 'hello' } });

const kinds = async (...given: Parameters<typeof scanAudit>): Promise<readonly string[]> =>
  (await scanAudit(...given)).findings.map(({ id }) => id);

describe('scanAudit', () => {
  it('finds a sequence over two servers, by the arguments that the openings reveal', async () => {
    const report = await scanAudit(await homeWith([SECRET, SEND]), {});
    expect(report).toMatchObject({ integrity: { status: 'verified' }, notes: [], unreadable: [], more: {} });
    const finding = report.findings.find(({ id }) => id === 'secret-then-send');
    expect(finding).toMatchObject({ severity: 'high', agent: 'default', server: null, session: null, count: 1 });
    expect(finding?.evidence.map(({ place }) => place)).toEqual(['00:1', '00:3']);
  });

  it('tells nothing of arguments whose openings were never kept', async () => {
    expect(await kinds(await homeWith([SECRET, SEND], { arguments: 'none' }), {})).toEqual(['read-then-send']);
  });

  it('finds it where two proxies wrote two logs at once, whichever was opened first', async () => {
    const home = tempHome();
    const [one, other] = [await openLog(home, { clock }), await openLog(home, { clock })];
    await recorded(other, { ...SECRET, at: { ms: START, monoNs: 1 } });
    await recorded(one, { ...SEND, at: { ms: START + 5_000, monoNs: 1 } });
    await Promise.all([one.close(), other.close()]);
    const report = await scanAudit(home, {});
    const finding = report.findings.find(({ id }) => id === 'secret-then-send');
    expect(finding?.evidence.map(({ place }) => place.slice(0, 2))).toEqual(['01', '00']);
    const turned = tempHome();
    const [first, second] = [await openLog(turned, { clock }), await openLog(turned, { clock })];
    await recorded(first, { ...SEND, at: { ms: START, monoNs: 1 } });
    await recorded(second, { ...SECRET, at: { ms: START + 5_000, monoNs: 1 } });
    await Promise.all([first.close(), second.close()]);
    expect(await kinds(turned, {})).not.toContain('secret-then-send');
  });

  it.each([
    [{ agent: 'default' }, true],
    [{ agent: 'other' }, false],
    [{ server: 'fs' }, false],
    [{ session: 'session-2' }, false],
    [{ since: START }, true],
    [{ since: START + 1_000 }, false],
    [{ until: START }, false],
  ])('looks through %j only', async (options, isFound) => {
    const found = await kinds(await homeWith([SECRET, SEND]), options);
    expect(found.includes('secret-then-send')).toBe(isFound);
  });

  it('puts what verification finds before all else', async () => {
    const home = await homeWith([SECRET, SEND]);
    const db = await openDatabase(shardPath(home, '00'), { access: 'readwrite', busyMs: 1_000 });
    await db.exec("UPDATE entry SET bytes = replace(bytes, 'send_email', 'read_email') WHERE seq = 3");
    await db.close();
    const report = await scanAudit(home, {});
    expect(report.integrity.status).toBe('tampered');
    expect(report.findings[0]).toMatchObject({ id: 'log-tampered', severity: 'critical', to: null });
    expect(report.findings[0]?.evidence.map(({ place }) => place)).toEqual(['00:3']);
  });

  it('shows the rest where a log cannot be read, and says which', async () => {
    const home = await homeWith([SECRET, SEND]);
    writeFileSync(shardPath(home, '01'), 'this is no database, and long enough to be sure of it'.repeat(40));
    const report = await scanAudit(home, {});
    expect(report.unreadable).toMatchObject([{ shard: '01' }]);
    expect(report.findings.map(({ id }) => id)).toEqual(expect.arrayContaining(['log-tampered', 'secret-then-send']));
  });

  it('finds a session of a proxy that was killed, and no other', async () => {
    const home = tempHome();
    const note = (session: string, pid: number, over: object = {}) =>
      event({ at: { ms: START, monoNs: 0 }, session, detail: { pid }, ...over });
    const first = await openLog(home, { clock });
    for (const session of ['killed', 'ended']) await recorded(first, note(session, 7));
    await recorded(first, note('ended', 7, { event: 'session_end', detail: {} }));
    await first.close();
    const second = await openLog(home, { clock });
    await recorded(second, note('lives', 8));
    await second.close();
    const found = (await scanAudit(home, {})).findings.filter(({ id }) => id === 'session-without-end');
    expect(found.map(({ session }) => session)).toEqual(['killed']);
  });

  it('looks at the rules that allow anything, and at those that nobody needs', async () => {
    const bash: Partial<DecisionDraft> = { action: 'bash', rules: [{ policy: 'team', rule: 'all' }] };
    const home = await homeWith([call(bash)]);
    const wide = policyIn(home, 'team.yaml', policyOf('{id: all, action: "*", effect: allow, reason: all}'));
    expect(await kinds(home, { sources: wide })).toContain('wide-rule');
    const narrow = policyIn(home, 'team.yaml', policyOf('{id: all, action: "bash", effect: allow, reason: one}'));
    expect(await kinds(home, { sources: narrow })).not.toContain('wide-rule');
  });

  it('says so where the policies are not valid, and scans all the same', async () => {
    const home = await homeWith([SECRET, SEND]);
    const sources = policyIn(home, 'team.yaml', 'rules: 7');
    const report = await scanAudit(home, { sources });
    expect(report.notes).toMatchObject([expect.stringContaining('leash policy validate')]);
    expect(report.findings.map(({ id }) => id)).toContain('secret-then-send');
  });

  it('adds up what comes back', async () => {
    const home = tempHome();
    const log = await openLog(home, { clock });
    const body = Buffer.alloc(60 * 1024 * 1024);
    for (const ms of [START, START + 1_000]) {
      const receipt = await recorded(log, decision({ at: { ms, monoNs: 0 } }));
      log.note(outcome(receipt, { at: { ms, monoNs: 0 }, body }));
    }
    await log.close();
    expect(await kinds(home, {})).toContain('large-results');
    expect(await kinds(home, { until: START })).not.toContain('large-results');
  });

  it('finds nothing where there is nothing', async () => {
    const report = await scanAudit(tempHome(), {});
    expect(report).toMatchObject({ entries: 0, from: null, to: null, findings: [] });
  });
});
