import { describe, expect, it } from 'vitest';

import type { Check } from '../../src/authz/authoring/ruleChecks.ts';
import type { PolicyTrace, RuleTrace } from '../../src/authz/authoring/trace.ts';
import { traceLines } from '../../src/cli/traceText.ts';
import { expectHarmless, HOSTILE } from './home.ts';

const check = (over: Partial<Check>): Check => ({ part: 'args', key: 'path', wants: 'under `/data`', result: 'miss', ...over });
const METHOD = check({ part: 'method', key: '', wants: '`tools/call`', result: 'match' });

const rule = (over: Partial<RuleTrace>): RuleTrace => ({
  rule: 'r',
  effect: 'allow',
  reason: 'why',
  result: 'miss',
  decides: false,
  checks: [METHOD, check({})],
  ...over,
});

const policy = (over: Partial<PolicyTrace>): PolicyTrace => ({ policy: 'p', priority: 5, mode: 'enforce', asked: 'asked', rules: [rule({})], ...over });

const lines = (...policies: readonly PolicyTrace[]): readonly string[] => traceLines({ policies, certain: true }, (_, text) => text);

describe('traceLines', () => {
  it('show each rule with what it asks for and how that fared', () => {
    expect(lines(policy({}))).toEqual(['p (priority 5)', '  misses  allow r', '      no      argument `path`: under `/data`']);
  });

  it('say of a rule for something else only what it is for', () => {
    const action = check({ part: 'action', key: '', wants: '`write`' });
    expect(lines(policy({ rules: [rule({ checks: [METHOD, action] })] }))).toContain('      no      action: `write`');
    expect(lines(policy({ rules: [rule({ checks: [METHOD, action] })] })).join('\n')).not.toContain('tools/call');
  });

  it('mark the rule that decides, and those that were not asked', () => {
    const rules = [rule({ result: 'match', decides: true, effect: 'deny', checks: [] }), rule({ result: 'not-asked', checks: [] })];
    expect(lines(policy({ priority: null, rules }))).toEqual([
      'p (the floor, asked last)',
      '  DECIDES deny r',
      '  -       allow r',
    ]);
  });

  it.each([
    ['other-agent', 'p (priority 5): for other agents'],
    ['other-server', 'p (priority 5): for other servers'],
    ['decided-above', 'p (priority 5): not asked, a higher priority has decided'],
  ] as const)('say why a policy was not asked: %s', (asked, text) => {
    expect(lines(policy({ asked, rules: [] }))).toEqual([text]);
  });

  it('name each part that can be asked for', () => {
    const checks = [
      check({ part: 'resource', key: '', wants: '`x`', result: 'error' }),
      check({ part: 'context', key: 'env', result: 'unknown' }),
      check({ key: '', wants: 'no other arguments' }),
      check({ part: 'when', key: '', wants: 'true', result: 'match' }),
      check({ part: 'name', key: '', wants: 'plain', result: 'error' }),
    ];
    expect(lines(policy({ mode: 'observe', rules: [rule({ result: 'unknown', checks })] }))).toEqual([
      'p (priority 5, observing)',
      '  unknown allow r',
      '      error   resource: `x`',
      '      unknown context `env`: under `/data`',
      '      no      other arguments: no other arguments',
      '      ok      when: true',
      '      error   name: plain',
    ]);
  });

  it('hold nothing that a terminal would obey', () => {
    const hostile = rule({ rule: HOSTILE, checks: [check({ key: HOSTILE, wants: HOSTILE }), check({ part: 'context', key: HOSTILE })] });
    expectHarmless(lines(policy({ policy: HOSTILE, rules: [hostile] })).join('\n'));
  });
});
