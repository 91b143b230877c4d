import { describe, expect, it } from 'vitest';
import { parseRule } from '../../src/authz/parseRule.ts';
import type { Rule } from '../../src/authz/policy.ts';
import { engines, nodeOf, parseText } from '../support/policyOf.ts';

/** A policy of one rule, which begins in line 4 at column 5. */
function policy(rule: string): string {
  return `name: p\nagents: ["*"]\nrules:\n  - ${rule}\n`;
}

function ruleOf(text: string): Rule {
  const parsed = parseText(policy(text));
  if ('problems' in parsed) throw new Error(parsed.problems.join('\n'));
  const [rule] = parsed.policy.rules;
  if (rule === undefined) throw new Error('no rule');
  return rule;
}

describe('parseRule', () => {
  it.each<[string, string[]]>([
    ['{ action: a, reason: r }', ['4:5: missing `effect`, expected `allow`, `deny` or `ask`']],
    ['{ action: a, effect: deny }', ['4:5: missing `reason`, expected a sentence for people and models']],
    ['{ effect: deny, reason: r }', ['4:5: missing `action`, expected a glob on the name of a tool, `"*"` for any']],
    [
      '{ effect: deny, reason: r, method: [tools/call, prompts/get] }',
      ['4:5: missing `action`, expected a glob on the name of a tool, `"*"` for any'],
    ],
    [
      '{ action: a, effect: alow, reason: r }',
      ['4:26: unknown effect `alow`, expected `allow`, `deny` or `ask`, did you mean `allow`?'],
    ],
    ['{ action: a, effect: yes, reason: r }', ['4:26: unknown effect `yes`, expected `allow`, `deny` or `ask`']],
    ['{ action: a, effect: true, reason: r }', ['4:26: unexpected boolean `true`, expected `allow`, `deny` or `ask`']],
    ['{ action: a, effect: deny, reason: 3 }', ['4:40: unexpected number `3`, expected a sentence, in quotes']],
    ['{ action: a, effect: deny, reason: }', ['4:40: unexpected empty value, expected a sentence']],
    ['{ id: [], action: a, effect: deny, reason: r }', ['4:11: unexpected empty list, expected the id of the rule']],
    [
      '{ id: a/b, action: a, effect: deny, reason: r }',
      ['4:11: `a/b` is no name, expected at most 256 visible characters without `/`'],
    ],
    [
      '{ action: [], effect: deny, reason: r }',
      ['4:15: unexpected empty list, expected at least one glob on the name of a tool'],
    ],
    ['{ action: a/, effect: deny, reason: r }', ['4:15: unexpected string `a/`, expected `tool` or `server/tool`']],
    ['{ action: /a, effect: deny, reason: r }', ['4:15: unexpected string `/a`, expected `tool` or `server/tool`']],
    ['{ action: "", effect: deny, reason: r }', ['4:15: unexpected string ``, expected `tool` or `server/tool`']],
    [
      '{ action: { a: b }, effect: deny, reason: r }',
      ['4:15: unexpected map, expected glob on the name of a tool or a list of them'],
    ],
    [
      '{ action: "{fs/a,b}", effect: deny, reason: r }',
      [
        '4:15: the glob `{fs` cannot be read: unclosed `{`, expected `}`, or `\\{` for the character',
        '4:15: the glob `a,b}` cannot be read: unexpected `}`, expected `\\}` for the character',
      ],
    ],
    [
      '{ method: "(x|y)", effect: deny, reason: r }',
      [
        '4:15: the glob `(x|y)` cannot be read: unexpected `|`, expected `{a,b}` for alternatives or `\\|` for the character',
      ],
    ],
    [
      '{ method: [], effect: deny, reason: r }',
      ['4:15: unexpected empty list, expected at least one glob on the name of a method'],
    ],
    [
      '{ method: resources/read, action: a, effect: deny, reason: r }',
      ['4:39: `action` never matches `resources/read`, which names none, expected `resource` or neither'],
    ],
    [
      '{ method: resources/read, resource: "file:///a/../b", effect: deny, reason: r }',
      [
        '4:41: the glob `file:///a/../b` cannot be read: a `.` or `..` segment never matches, expected the path that it stands for',
      ],
    ],
    [
      '{ action: a, effect: allow, reason: r, ask: { timeout: 3 } }',
      ['4:49: `ask` says how a person is asked, expected it beside `effect: ask` only'],
    ],
    [
      '{ action: a, effect: deny, reason: r, rate_limit: 10/min }',
      ['4:55: `rate_limit` is about what a rule lets through, expected it beside `allow` or `ask` only'],
    ],
    [
      '{ action: a, effect: deny, reason: r, result: { taint: true } }',
      ['4:51: `result` is about what a rule lets through, expected it beside `allow` or `ask` only'],
    ],
    ['{ action: a, effect: deny, reason: r, arg: {} }', ['4:43: unknown key `arg`, did you mean `args`?']],
    [
      '{ action: a, effect: deny, reason: r, args: {} }',
      [
        '4:49: unexpected empty map, expected a map of arguments and what each must be, such as `path: { under: ["/data"] }`',
      ],
    ],
    [
      '{ action: a, effect: deny, reason: r, args: { path: { uder: [/data] } } }',
      ['4:59: unknown matcher `uder`, did you mean `under`?'],
    ],
    [
      '{ action: a, effect: deny, reason: r, args: { a..b: 1 } }',
      [expect.stringContaining('4:51: the argument `a..b` cannot be read: ') as string],
    ],
    [
      '{ action: a, effect: deny, reason: r, args: { path: { matches: "(" } } }',
      [expect.stringContaining('4:68: ') as string],
    ],
    [
      '{ action: a, effect: deny, reason: r, unlisted_args: maybe }',
      ['4:58: unknown value `maybe`, expected `allow` or `deny`'],
    ],
    [
      '{ action: a, effect: deny, reason: r, unlisted_args: deny }',
      ['4:58: `unlisted_args: deny` would let a call escape this deny rule by one more argument, expected `allow`'],
    ],
    [
      '{ action: a, effect: deny, reason: r, conditions: {} }',
      ['4:55: unexpected empty map, expected a map of context keys and what each must be'],
    ],
    [
      '{ action: a, effect: deny, reason: r, conditions: { env: [a] } }',
      ['4:62: unexpected list, expected a glob, a number, `true` or `false`'],
    ],
    [
      '{ action: a, effect: deny, reason: r, conditions: { env: } }',
      ['4:62: unexpected empty value, expected a glob, a number, `true` or `false`'],
    ],
    [
      '{ action: a, effect: deny, reason: r, owasp: ASI02 }',
      ['4:50: unexpected string `ASI02`, expected a list of threat ids, such as `[ASI02, MCP05]`'],
    ],
  ])('refuses %s', (rule, problems) => {
    expect(parseText(policy(rule))).toEqual({ problems });
  });

  it.each<[string, 'allow' | 'deny' | undefined]>([
    ['{ action: a, effect: allow, reason: r, args: { x: 1 } }', 'deny'],
    ['{ action: a, effect: ask, reason: r, args: { x: 1 } }', 'deny'],
    ['{ action: a, effect: deny, reason: r, args: { x: 1 } }', 'allow'],
    ['{ action: a, effect: allow, reason: r, args: { x: 1 }, unlisted_args: allow }', 'allow'],
    ['{ action: a, effect: allow, reason: r, unlisted_args: deny }', 'deny'],
    ['{ action: a, effect: deny, reason: r, unlisted_args: allow }', 'allow'],
    ['{ action: a, effect: allow, reason: r }', undefined],
  ])('takes arguments that %s does not list: %s', (text, want) => {
    expect(ruleOf(text).args?.unlisted).toBe(want);
  });

  it.each([
    ['{ method: "*", effect: deny, reason: r }'],
    ['{ method: resources/read, effect: allow, reason: r }'],
    ['{ method: [tools/call, resources/read], effect: allow, reason: r }'],
    ['{ method: "tools/*", effect: deny, reason: r }'],
  ])('needs no action in %s', (text) => {
    expect(ruleOf(text).action).toBeNull();
  });

  it('takes `*` as an action for methods that name nothing', () => {
    expect(ruleOf('{ method: roots/list, action: "*", effect: allow, reason: r }').action).toMatchObject([
      { text: '*' },
    ]);
  });

  it('splits an action at its first slash', () => {
    const [action] = ruleOf('{ action: "f?/a/b", effect: deny, reason: r }').action ?? [];
    expect(action?.server?.test('fs')).toBe(true);
    expect(action?.name.test('a/b')).toBe(true);
    expect(action?.name.test('b')).toBe(false);
  });

  it.each<[string, string[]]>([
    [
      '{ method: tool/call, effect: deny, reason: r }',
      ['4:15: no method of MCP is named `tool/call`, did you mean `tools/call`?'],
    ],
    ['{ method: my/method, effect: deny, reason: r }', []],
    [
      '{ action: a, effect: allow, reason: r, conditions: { env: prod } }',
      ['4:56: the context is what the caller says of itself: it narrows this rule, it proves nothing'],
    ],
    [
      '{ action: "*", effect: deny, reason: r, args: { path: /etc } }',
      ['4:51: a call that lacks these arguments cannot be judged, so this rule denies it too'],
    ],
    ['{ action: [a, b], effect: deny, reason: r, args: { path: /etc } }', []],
    ['{ action: "*", effect: allow, reason: r, args: { path: /etc } }', []],
    ['{ action: a, effect: deny, reason: r, conditions: { env: prod } }', []],
    [
      '{ action: a, effect: ask, reason: r, when: \'context.env == "prod"\' }',
      ['4:48: the context is what the caller says of itself: it narrows this rule, it proves nothing'],
    ],
    ['{ action: a, effect: deny, reason: r, when: \'context.env == "prod"\' }', []],
    [
      "{ action: a, effect: allow, reason: r, when: 'args.n > 3' }",
      ['4:50: an argument that `when` does not look at may be anything, expected `args` to list all that may be there'],
    ],
    ["{ action: a, effect: allow, reason: r, args: { n: { type: integer } }, when: 'args.n > 3' }", []],
    ["{ action: a, effect: deny, reason: r, when: 'args.n > 3' }", []],
    [
      '{ action: a, resource: "file:///**", effect: deny, reason: r }',
      [
        '4:15: a call of a tool or prompt has no resource in MCP: with `resource`, an allow rule never matches it and a deny rule always does',
      ],
    ],
  ])('warns of what is likely a mistake: %s', (rule, warnings) => {
    expect(parseText(policy(rule))).toMatchObject({ warnings });
  });

  it('gives nothing for what is no map, and a report', () => {
    const reports: string[] = [];
    const report = (_: unknown, message: string): number => reports.push(message);
    expect(parseRule(nodeOf('x'), { id: 'p#1', owasp: [] }, { ...engines, report, warn: report })).toBeNull();
    expect(reports).toHaveLength(1);
  });
});
