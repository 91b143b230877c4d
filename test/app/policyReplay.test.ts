import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { replayPolicies, type ReplayReport } from '../../src/app/policyReplay.ts';
import { loadRuleBook } from '../../src/app/ruleBook.ts';
import type { DecisionDraft } from '../../src/audit/entry.ts';
import type { Home } from '../../src/edge/home.ts';
import { call, denied, homeWith, policyIn, policyOf } from './recorded.ts';

const READ = '{ id: read, action: read_file, effect: allow, reason: r, args: { path: { under: ["/data/p"] } } }';

async function replay(home: Home, ...rules: readonly string[]): Promise<ReplayReport> {
  const candidate = await loadRuleBook(policyIn(home, 'candidate.yaml', policyOf(...rules)));
  return replayPolicies({ home, candidate, cwd: '/elsewhere' });
}

const replayOf = async (drafts: readonly DecisionDraft[], ...rules: readonly string[]): Promise<ReplayReport> =>
  replay(await homeWith(drafts), ...rules);

describe('replayPolicies', () => {
  it('finds no change where every decision comes out as it was', async () => {
    const report = await replayOf([call(), denied({ args: { path: '/etc/passwd' } })], READ);
    expect(report).toMatchObject({
      decisions: 2,
      same: 2,
      changed: 0,
      undecidable: [],
      aside: 0,
      changes: [],
      unreadable: [],
    });
  });

  it('says what would change, by which rule, and what nearly allowed it', async () => {
    const report = await replayOf([call({ args: { path: '/data/q/b' } }), denied(), call({ action: 'write' })], READ);
    expect(report).toMatchObject({ same: 0, changed: 3 });
    expect(report.changes).toMatchObject([
      {
        from: 'through',
        to: 'deny',
        agent: 'default',
        server: 'fs',
        name: 'read_file',
        before: ['team/reads'],
        after: ['default/deny-all'],
        nearMiss: expect.stringContaining('under `/data/p`') as string,
        count: 1,
        examples: ['00:2'],
      },
      { from: 'through', to: 'deny', name: 'write' },
      { from: 'deny', to: 'through', name: 'read_file', before: [], after: ['team/read'] },
    ]);
  });

  it('does not take what observing let through for a change where it is allowed, and does where it is denied', async () => {
    const observed = call({ effect: 'observe_deny', rules: [{ policy: 'observe', rule: 'all' }] });
    expect((await replayOf([observed], READ)).changed).toBe(0);
    const report = await replayOf([observed], '{ action: other, effect: allow, reason: r }');
    expect(report.changes).toMatchObject([{ from: 'through', to: 'deny' }]);
  });

  it('tells asking from both', async () => {
    const ask = '{ action: read_file, effect: ask, reason: r }';
    const report = await replayOf([call(), denied(), denied({ obligations: ['require-approval'] })], ask);
    expect(report.same).toBe(1);
    expect(report.changes.map(({ from, to }) => `${from} ${to}`)).toEqual(['through ask', 'deny ask']);
  });

  it('reads relative paths from the working directory of their session', async () => {
    expect((await replayOf([call({ args: { path: 'p/a.txt' } })], READ)).changed).toBe(0);
  });

  it('counts what cannot be decided, by what is missing, and decides what does not depend on it', async () => {
    const home = await homeWith([call(), call({ args: { path: '/data/p', token: 'x' } }), call({ action: 'write' })]);
    const { undecidable, same, changed } = await replay(home, READ, '{ action: write, effect: allow, reason: r }');
    expect({ undecidable, same, changed }).toEqual({
      undecidable: [{ why: expect.stringContaining('withheld') as string, count: 1 }],
      same: 2,
      changed: 0,
    });
    rmSync(home.openings, { recursive: true });
    const without = await replay(home, READ, '{ action: write, effect: allow, reason: r }');
    expect(without).toMatchObject({ same: 1, changed: 0, undecidable: [{ count: 2 }] });
  });

  it('does not guess at facts that the log does not keep', async () => {
    const report = await replayOf(
      [call()],
      '{ action: read_file, effect: allow, reason: r, when: "!session.tainted" }',
    );
    expect(report).toMatchObject({
      changed: 0,
      undecidable: [{ why: expect.stringContaining('session') as string, count: 1 }],
    });
  });

  it('knows the time of each decision', async () => {
    const rule = (year: number) =>
      `{ action: read_file, effect: allow, reason: r, when: 'now < timestamp("${year}-01-01T00:00:00Z")' }`;
    expect((await replayOf([call()], rule(2030))).changed).toBe(0);
    expect((await replayOf([call()], rule(2020))).changed).toBe(1);
  });

  it('leaves aside what no policy decided', async () => {
    const report = await replayOf(
      [denied({ policySet: null }), call({ method: 'tasks/get', action: null, args: null })],
      READ,
    );
    expect(report).toMatchObject({ decisions: 2, aside: 2, same: 0, changed: 0 });
  });

  it('counts what comes from a name that is too long for the log, once its opening is gone', async () => {
    const home = await homeWith([call({ action: 'x'.repeat(600) })]);
    expect(await replay(home, READ)).toMatchObject({ changed: 1 });
    rmSync(home.openings, { recursive: true });
    expect(await replay(home, READ)).toMatchObject({ changed: 0, undecidable: [{ count: 1 }] });
  });
});
