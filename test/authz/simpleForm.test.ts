import { describe, expect, it } from 'vitest';
import { isSimpleForm, toFullForm } from '../../src/authz/simpleForm.ts';
import { nodeOf, parseText, policyOf, requestOf, setOf } from '../support/policyOf.ts';
import { reading } from './reading.ts';

const SIMPLE = `agent: email-agent
tools: { "email.read": allow, "email.send": ask, "email.*": deny, "fs/read_*": allow }
everything_else: deny
`;

function outcome(text: string, some: Parameters<typeof requestOf>[0]): string {
  const session = { agent: 'email-agent', server: 'fs', observe: false };
  const { outcome, obligations } = setOf([policyOf(text)])
    .authorizerFor(session)
    .authorize(requestOf(some));
  return obligations.length > 0 ? 'ask' : outcome;
}

describe('isSimpleForm', () => {
  it.each([
    [{ agent: 'a', tools: {} }, true],
    [{ tools: {} }, true],
    [{ everything_else: 'deny' }, true],
    [{ agent: 'a', rules: [] }, false],
    [{ agents: ['*'], tools: {} }, false],
    [{ name: 'a' }, false],
    [[], false],
  ])('of %j says %s', (document, want) => {
    expect(isSimpleForm(nodeOf(document))).toBe(want);
  });
});

describe('toFullForm', () => {
  it.each([
    ['email.read', 'allow'],
    ['email.send', 'ask'],
    ['email.delete', 'deny'],
    ['read_file', 'allow'],
    ['write_file', 'deny'],
  ])('decides about %s: %s', (action, want) => {
    expect(outcome(SIMPLE, { action })).toBe(want);
  });

  it('names the policy after the agent, speaks of no other agent, and gives reasons', () => {
    const policy = policyOf(SIMPLE);
    expect(policy).toMatchObject({ name: 'email-agent', agents: [{ text: 'email-agent' }], mode: 'enforce' });
    expect(policy.rules.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([
      'email-agent#1: The policy lets this agent use `email.read`',
      'email-agent#2: A person confirms each use of `email.send`',
      'email-agent#3: The policy keeps this agent from `email.*`',
      'email-agent#4: The policy lets this agent use `fs/read_*`',
      'email-agent#5: The policy lets this agent use nothing else',
    ]);
  });

  it('denies every method with the rest, and allows or asks about tools alone', () => {
    const text = (rest: string) => `agent: email-agent\ntools: { a: deny }\neverything_else: ${rest}\n`;
    const read = { method: 'resources/read', action: null, resource: 'file:///a' };
    expect([outcome(text('deny'), read), outcome(text('deny'), { action: 'b' })]).toEqual(['deny', 'deny']);
    expect([outcome(text('allow'), read), outcome(text('allow'), { action: 'b' })]).toEqual(['deny', 'allow']);
    expect([outcome(text('ask'), read), outcome(text('ask'), { action: 'b' })]).toEqual(['deny', 'ask']);
    expect(policyOf(text('deny')).rules.at(-1)?.method).toMatchObject([{ text: '*' }]);
  });

  it('leaves the rest to other policies where it is not given', () => {
    const [simple, other] = [
      'agent: a\ntools: { read: allow }\n',
      'name: other\nagents: ["*"]\nrules: [{ action: "*", effect: allow, reason: r }]\n',
    ].map(policyOf);
    const set = setOf([simple, other].filter((policy) => policy !== undefined));
    expect(
      set.authorizerFor({ agent: 'a', server: 'fs', observe: false }).authorize(requestOf({ action: 'write' })).outcome,
    ).toBe('allow');
  });

  it('takes the keys that both forms have, and a name for a glob', () => {
    const text = `${SIMPLE}name: mail\npriority: 7\nservers: [fs]\nmode: observe\nowasp: [ASI02]\ndescription: d\n`;
    expect(policyOf(text.replace('email-agent', '"email-*"'))).toMatchObject({
      name: 'mail',
      description: 'd',
      priority: 7,
      agents: [{ text: 'email-*' }],
      servers: [{ text: 'fs' }],
      mode: 'observe',
      owasp: ['ASI02'],
    });
  });

  it.each<[string, string[]]>([
    ['agent: "*"\ntools: { a: allow }\n', ['1:8: `*` is a glob and no name, expected `name` to name the policy']],
    ['agent: a\n', ['1:1: missing `tools`, expected a map of tools and what is done about each']],
    ['tools: { a: allow }\n', ['1:1: missing `agent`, expected the name of an agent, `"*"` for any']],
    [
      'agent: a\ntools: [b]\n',
      ['2:8: unexpected list, expected a map of tools and what is done about each, such as `"email.read": allow`'],
    ],
    [
      'agent: a\ntools: {}\n',
      ['2:8: unexpected empty map, expected a map of tools and what is done about each, such as `"email.read": allow`'],
    ],
    [
      'agent: a\ntools: { b: alow }\n',
      ['2:13: unknown effect `alow`, expected `allow`, `deny` or `ask`, did you mean `allow`?'],
    ],
    [
      'agent: a\ntools: { "[": deny }\n',
      ['2:10: the glob `[` cannot be read: unclosed `[`, expected `]`, or `\\[` for the character'],
    ],
    [
      'agent: a\ntools: { a: deny }\neverything_else: no\n',
      ['3:18: unknown effect `no`, expected `allow`, `deny` or `ask`'],
    ],
    [
      'agent: 7\npriority: top\n',
      [
        '1:8: unexpected number `7`, expected the name of an agent, in quotes',
        '1:1: missing `tools`, expected a map of tools and what is done about each',
        '2:11: unexpected string `top`, expected a whole number from 0 to 100',
      ],
    ],
    [
      'agent: a\ntols: {}\n',
      [
        '2:1: unknown key `tols`, did you mean `tools`?',
        '1:1: missing `tools`, expected a map of tools and what is done about each',
      ],
    ],
  ])('refuses %j, and says where', (text, problems) => {
    expect(parseText(text)).toEqual({ problems });
  });

  it('puts no backtick of a tool into its reason', () => {
    const [rule] = policyOf({ agent: 'a', tools: { 'x`y': 'deny' } }).rules;
    expect(rule?.reason).toBe('The policy keeps this agent from `x y`');
  });

  it('gives nothing for what is no map', () => {
    const { value, messages } = reading((context) => toFullForm(nodeOf([]), context));
    expect([value, messages.length]).toEqual([null, 1]);
  });
});
