import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { replayPolicies } from '../../src/app/policyReplay.ts';
import { isSecret, suggestPolicies, type SuggestReport } from '../../src/app/policySuggest.ts';
import { loadRuleBook } from '../../src/app/ruleBook.ts';
import type { DecisionDraft } from '../../src/audit/entry.ts';
import { policyText } from '../../src/authz/authoring/policyText.ts';
import type { AuditSettings } from '../../src/edge/auditSettings.ts';
import type { Home } from '../../src/edge/home.ts';
import { call, denied, homeWith, policyIn } from './recorded.ts';

const suggest = (home: Home, query: { agent?: string; server?: string } = {}): Promise<SuggestReport> =>
  suggestPolicies({ home, cwd: '/elsewhere', ...query });

async function suggestFor(
  drafts: readonly DecisionDraft[],
  settings: Partial<AuditSettings> = {},
): Promise<SuggestReport> {
  return suggest(await homeWith(drafts, settings));
}

/** Replays the log under what was suggested, as somebody would who wrote it to files. */
async function replayed(home: Home) {
  const { suggestions } = await suggest(home);
  const given = suggestions.map((each) => {
    const text = policyText(each.policy, { head: [], rules: each.remarks, foot: [] });
    return policyIn(home, `${each.name}.yaml`, text).given[0] ?? '';
  });
  const candidate = await loadRuleBook({ given, folder: home.policies });
  return replayPolicies({ home, candidate, cwd: '/elsewhere' });
}

describe('suggestPolicies', () => {
  it('writes policies under which the same history comes out the same', async () => {
    const home = await homeWith([
      call(),
      call({ args: { path: 'p/b.txt', head: 3 } }),
      call({ effect: 'observe_deny', action: 'list_directory', args: { path: '/data/p' } }),
      call({ method: 'resources/read', action: null, resource: 'file:///data/p/a', args: null }),
      call({ agent: 'other', server: 'git', action: 'status', args: {} }),
      denied({ args: { path: '/data/p/.env' } }),
      denied({ action: 'write_file' }),
    ]);
    expect(await replayed(home)).toMatchObject({ decisions: 7, same: 7, changed: 0, undecidable: [] });
    const { suggestions, tooNarrow, tooWide, unread } = await suggest(home);
    expect(suggestions.map(({ agent, server }) => [agent, server])).toEqual([
      ['default', 'fs'],
      ['other', 'git'],
    ]);
    expect([tooNarrow, tooWide, unread]).toEqual([0, 0, 0]);
  });

  it('learns from one agent, or at one server', async () => {
    const home = await homeWith([call(), call({ server: 'git' }), call({ agent: 'b' })]);
    expect((await suggest(home, { agent: 'b' })).suggestions).toMatchObject([{ agent: 'b', server: 'fs' }]);
    expect((await suggest(home, { server: 'git' })).suggestions).toMatchObject([{ agent: 'default', server: 'git' }]);
  });

  it('says how often the same call was both allowed and denied', async () => {
    const report = await suggestFor([call(), denied(), denied()]);
    expect(report).toMatchObject({ tooNarrow: 0, tooWide: 2 });
    expect(report.suggestions).toHaveLength(1);
  });

  it('learns nothing of calls whose arguments are withheld, and says so', async () => {
    const home = await homeWith([call(), call({ action: 'login', args: { user: 'ada', password: 'hunter2' } })]);
    const report = await suggest(home);
    expect(report).toMatchObject({ decisions: 2, unread: 1 });
    expect(report.suggestions[0]?.missed).toMatchObject([{ name: 'login', count: 1 }]);
    rmSync(home.openings, { recursive: true });
    expect(await suggest(home)).toMatchObject({ suggestions: [], decisions: 2, unread: 2 });
  });

  it('writes down no credential, though the log holds arguments in clear', async () => {
    const token = `ghp_${'a1B2c3D4e5'.repeat(4)}`;
    const args = { password: 'hunter2', header: token, mode: 'fast' };
    const { suggestions } = await suggestFor([call({ args }), call({ args })], { arguments: 'full' });
    const text = JSON.stringify(suggestions);
    expect(text).toContain('fast');
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain(token);
  });

  it('has nothing to say of an empty log', async () => {
    expect(await suggestFor([])).toMatchObject({ suggestions: [], decisions: 0 });
  });
});

describe('isSecret', () => {
  it.each([
    ['password', 'x'],
    ['apiKey', 'x'],
    ['mode', ['sk', 'Zx8Qw3Er5Ty7Ui9Op1As2Df4Gh6Jk8'].join('-')],
    ['id', 'x9Kq2LmZ81pTvB4nRw7Y'],
  ])('takes %s: %s for one', (name, value) => {
    expect(isSecret(name, value)).toBe(true);
  });

  it.each([
    ['mode', 'fast'],
    ['id', 'a-long-name-of-plain-words'],
    ['hash', '11111111111111111111111111'],
    ['branch', 'main'],
  ])('does not take %s: %s for one', (name, value) => {
    expect(isSecret(name, value)).toBe(false);
  });
});
