import { expect, it } from 'vitest';
import { auditSarif } from '../../src/cli/auditSarif.ts';
import { call, denied, found, happened } from '../app/auditScan/script.ts';

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly object[];
      readonly partialFingerprints: Readonly<Record<string, string>>;
    }[];
  }[];
}

it('writes SARIF 2.1.0: each result with its rule, its level, a place and a fingerprint', async () => {
  const findings = await found([
    call('files/read_file', { path: '/w/.env' }),
    call('mail/send_[x](http://e.example){0}', {}),
    denied('files/delete_file', { path: '/d/x' }),
    happened('tool_unseen', 'files', { tool: 'x' }),
  ]);
  const { version, runs } = JSON.parse(auditSarif(findings, '1.2.3')) as Sarif;
  const [run] = runs;
  expect([version, runs.length]).toEqual(['2.1.0', 1]);
  expect(run?.results).toHaveLength(findings.length);
  for (const result of run?.results ?? []) {
    expect(run?.tool.driver.rules[result.ruleIndex]?.id).toBe(result.ruleId);
    expect(['error', 'warning', 'note']).toContain(result.level);
    expect(result.locations).toHaveLength(1);
    expect(result.partialFingerprints['leashAuditFinding/v1']).toMatch(/^[0-9a-f]{32}$/);
    // Neither a link nor a placeholder of anybody else's making.
    expect(result.message.text).not.toMatch(/(?<!\\)\[|(?<!\{)\{\d/);
  }
  expect(run?.results.find(({ ruleId }) => ruleId === 'secret-then-send')).toMatchObject({
    level: 'error',
    locations: [{ physicalLocation: { artifactLocation: { uri: 'audit/shards/00.db' } } }],
    relatedLocations: [{ id: 0, logicalLocations: [{ name: '00:0' }] }],
  });
});

it('is valid without a finding, and names the log where a finding has no entry', () => {
  expect((JSON.parse(auditSarif([], '1')) as Sarif).runs[0]?.results).toEqual([]);
});
