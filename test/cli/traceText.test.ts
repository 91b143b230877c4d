import { describe, expect, it } from 'vitest';

import type { Check } from '../../src/authz/authoring/ruleChecks.ts';
import type { PolicyTrace, RuleTrace } from '../../src/authz/authoring/trace.ts';
import { traceLines } from '../../src/cli/traceText.ts';
import { expectHarmless, HOSTILE } from './home.ts';

const plain = (_: string, text: string): string => text;
const tagged = (colour: string, text: string): string => `<${colour}>${text}`;

const check = (over: Partial<Check> = {}): Check => ({
  part: 'args',
  key: 'path',
  wants: 'under `/data`',
  result: 'match',
  ...over,
});

const rule = (over: Partial<RuleTrace> = {}): RuleTrace => ({
  rule: 'reads',
  effect: 'allow',
  reason: 'r',
  result: 'miss',
  decides: false,
  checks: [],
  ...over,
});

const policy = (over: Partial<PolicyTrace> = {}): PolicyTrace => ({
  policy: 'team',
  priority: 0,
  mode: 'enforce',
  asked: 'asked',
  rules: [],
  ...over,
});

const linesOf = (policies: readonly PolicyTrace[], paint = plain) => traceLines({ policies, certain: true }, paint);
const ofRule = (over: Partial<RuleTrace>, paint = plain) => linesOf([policy({ rules: [rule(over)] })], paint).slice(1);
const ofCheck = (over: Partial<Check>) =>
  ofRule({ checks: [check(over)] })[1]
    ?.trim()
    .replace(/ +/, ' ');

describe('traceLines', () => {
  it('heads each policy with its level, in the order in which it is asked', () => {
    const policies = [
      policy({ policy: 'high', priority: 50 }),
      policy({ policy: 'watching', mode: 'observe' }),
      policy({ policy: 'default', priority: null }),
    ];
    expect(linesOf(policies)).toEqual([
      'high (priority 50)',
      'watching (priority 0, observing)',
      'default (the floor, asked last)',
    ]);
  });

  it.each<[PolicyTrace['asked'], string]>([
    ['asked', 'team (priority 0)'],
    ['other-agent', 'team (priority 0): for other agents'],
    ['other-server', 'team (priority 0): for other servers'],
    ['decided-above', 'team (priority 0): not asked, a higher priority has decided'],
  ])('says of a policy that is `%s`: %s', (asked, head) => {
    expect(linesOf([policy({ asked })])).toEqual([head]);
  });

  it.each<[Partial<RuleTrace>, string]>([
    [{ result: 'match', decides: true }, '  <green>DECIDES allow reads'],
    [{ result: 'match', decides: true, effect: 'deny' }, '  <red>DECIDES deny reads'],
    // A deny that cannot be evaluated denies: it decides, although it is in error.
    [{ result: 'error', decides: true, effect: 'deny' }, '  <red>DECIDES deny reads'],
    [{ result: 'match' }, '  <green>matches allow reads'],
    [{ result: 'miss' }, '  <dim>misses  allow reads'],
    [{ result: 'error' }, '  <yellow>error   allow reads'],
    [{ result: 'unknown' }, '  <yellow>unknown allow reads'],
    [{ result: 'not-asked' }, '  <dim>-       allow reads'],
  ])('says of a rule %j: %s', (over, line) => {
    expect(ofRule(over, tagged)[0]).toBe(line);
  });

  it.each<[Partial<Check>, string]>([
    [{ result: 'match' }, 'ok argument `path`: under `/data`'],
    [{ result: 'miss' }, 'no argument `path`: under `/data`'],
    [{ result: 'error' }, 'error argument `path`: under `/data`'],
    [{ result: 'unknown' }, 'unknown argument `path`: under `/data`'],
    [{ key: '' }, 'ok other arguments: under `/data`'],
    [{ part: 'context', key: 'team', wants: '`blue`' }, 'ok context `team`: `blue`'],
    [{ part: 'resource', key: '', wants: '`file:///**`' }, 'ok resource: `file:///**`'],
    [{ part: 'when', key: '', wants: 'args.n < 3', result: 'miss' }, 'no when: args.n < 3'],
  ])('says of a check %j: %s', (over, line) => {
    expect(ofCheck(over)).toBe(line);
  });

  it('says of a rule for something else no more than what it is for', () => {
    const action = check({ part: 'action', key: '', wants: '`write`', result: 'miss' });
    const method = check({ part: 'method', key: '', wants: '`tools/call`' });
    expect(ofRule({ checks: [method, action, check()] }).slice(1)).toEqual(['      no      action: `write`']);
  });

  it('says of a rule for this every check, but not that it is for this', () => {
    const method = check({ part: 'method', key: '', wants: '`tools/call`' });
    const action = check({ part: 'action', key: '', wants: '`read`' });
    const lines = ofRule({ checks: [method, action, check(), check({ key: 'n', wants: '3', result: 'miss' })] });
    expect(lines.slice(1)).toEqual(['      ok      argument `path`: under `/data`', '      no      argument `n`: 3']);
  });

  it('sends nothing that a terminal obeys, and cuts what is long', () => {
    const rules = [rule({ rule: HOSTILE, checks: [check({ key: HOSTILE, wants: HOSTILE })] })];
    const context = rule({ checks: [check({ part: 'context', key: HOSTILE, wants: 'x'.repeat(5000) })] });
    const lines = linesOf([policy({ policy: HOSTILE, rules: [...rules, context] })]);
    for (const line of lines) expectHarmless(line);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(600);
  });
});
