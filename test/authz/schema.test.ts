import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parsePolicy } from '../../src/authz/parse.ts';
import { policyJsonSchema } from '../../src/authz/schema.ts';
import { builtinPolicies } from '../../src/edge/builtinPolicies.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';
import { arbitraryFullPolicies } from '../support/arbitraryPolicies.ts';
import { engines, nodeOf } from '../support/policyOf.ts';
import { accepts } from './jsonSchema.ts';

const SCHEMA = policyJsonSchema();
const isValid = (document: JsonValue) => 'policy' in parsePolicy('p.yaml', nodeOf(document), engines);

const RULE = { action: 'a', effect: 'allow', reason: 'r' };
const withRule = (rule: JsonValue) => ({ name: 'p', agents: ['*'], rules: [rule] });

describe('the JSON Schema of a policy', () => {
  it.each([...builtinPolicies()])('takes the built-in policy %s', (_, path) => {
    expect(accepts(SCHEMA, parse(readFileSync(path, 'utf8')) as JsonValue)).toBe(true);
  });

  it('is one of draft 2020-12, with a description of every key', () => {
    expect(SCHEMA['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
    const undescribed: string[] = [];
    const visit = (value: JsonValue | undefined, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) visit(item, `${path}/${index}`);
        return;
      }
      for (const [key, each] of Object.entries(value)) {
        if (path.endsWith('/properties') && typeof each === 'object' && each !== null && !('description' in each))
          undescribed.push(`${path}/${key}`);
        visit(each, `${path}/${key}`);
      }
    };
    visit(SCHEMA, '');
    expect(undescribed).toEqual([]);
    // It is plain data: what an editor loads is what is written.
    expect(JSON.parse(JSON.stringify(SCHEMA))).toEqual(SCHEMA);
  });

  it.each<[string, JsonValue]>([
    ['no map', []],
    ['nothing that is required', {}],
    ['no agents', { name: 'p', rules: [RULE] }],
    ['an unknown key', { ...withRule(RULE), prority: 1 }],
    ['a name with a slash', { ...withRule(RULE), name: 'a/b' }],
    ['a priority out of bounds', { ...withRule(RULE), priority: 101 }],
    ['an unknown mode', { ...withRule(RULE), mode: 'watch' }],
    ['agents that are no list', { ...withRule(RULE), agents: '*' }],
    ['an empty list of servers', { ...withRule(RULE), servers: [] }],
    ['an unknown threat', { ...withRule(RULE), owasp: ['ASI11'] }],
    ['no rules', { name: 'p', agents: ['*'], rules: [] }],
    ['a rule that is a text', withRule('deny')],
    ['a rule without a reason', withRule({ action: 'a', effect: 'deny' })],
    ['a rule for nothing', withRule({ effect: 'deny', reason: 'r' })],
    ['an unknown effect', withRule({ ...RULE, effect: 'alow' })],
    ['a blank reason', withRule({ ...RULE, reason: ' ' })],
    ['an unknown key of a rule', withRule({ ...RULE, arg: {} })],
    ['no arguments', withRule({ ...RULE, args: {} })],
    ['an unknown matcher', withRule({ ...RULE, args: { a: { uder: '/data' } } })],
    ['an unknown matcher in a matcher', withRule({ ...RULE, args: { a: { each: { not: { uder: '/data' } } } } })],
    ['no matcher', withRule({ ...RULE, args: { a: {} } })],
    ['a minimum in words', withRule({ ...RULE, args: { a: { min: 'few' } } })],
    ['an unknown type', withRule({ ...RULE, args: { a: { type: 'date' } } })],
    ['an unknown scheme', withRule({ ...RULE, args: { a: { host: 'a', schemes: 'gopher' } } })],
    ['a condition that is a list', withRule({ ...RULE, conditions: { env: ['a'] } })],
    ['a condition in CEL that is a truth value', withRule({ ...RULE, when: true })],
    ['a limit in words', withRule({ ...RULE, rate_limit: 'often' })],
    ['a limit without a window', withRule({ ...RULE, rate_limit: { max_calls: 1 } })],
    ['an unknown treatment', withRule({ ...RULE, result: { secrets: 'hide' } })],
    ['an empty way to ask', withRule({ ...RULE, effect: 'ask', ask: {} })],
    ['a simple form without tools', { agent: 'a' }],
    ['a simple form with an unknown effect', { agent: 'a', tools: { b: 'maybe' } }],
    ['a mixture of both forms', { agent: 'a', tools: { b: 'allow' }, rules: [RULE] }],
  ])('refuses %s, as the parser does', (_, document) => {
    expect([accepts(SCHEMA, document), isValid(document)]).toEqual([false, false]);
  });

  it.each<[string, JsonValue]>([
    ['the simple form', { agent: 'a', tools: { b: 'allow' }, everything_else: 'deny' }],
    ['the simple form with a name', { name: 'n', agent: 'a*', tools: { b: 'ask' }, priority: 3, owasp: ['LLM01'] }],
    [
      'every short form of arguments',
      withRule({ ...RULE, args: { a: 'x', b: 1, c: true, d: ['x', 1], e: { equals: null } } }),
    ],
    [
      'every matcher',
      withRule({
        ...RULE,
        args: {
          a: { equals: {}, in: [1], glob: 'x', matches: ['x'], type: ['string', 'null'], optional: true },
          b: { under: ['/a'], not: { under: '/b' } },
          c: { host: ['a', '*.b'], schemes: ['http'] },
          d: { min: 1, max: 2 },
          e: { min_length: 0, max_length: 1 },
          f: { each: 'x', any: { any: 1 }, keys: { a: ['x'] } },
          g: { absent: true },
          h: { present: true },
        },
      }),
    ],
    [
      'every key of a rule',
      withRule({
        id: 'x',
        action: ['a'],
        method: '*',
        resource: ['**'],
        effect: 'ask',
        reason: 'r',
        args: { a: 1 },
        unlisted_args: 'allow',
        conditions: { a: 'b', c: 1 },
        when: 'tool.pinned',
        rate_limit: '10/min',
        result: { taint: true },
        ask: { timeout: 1, remember: ['once'] },
        owasp: ['MCP01'],
      }),
    ],
  ])('takes %s, as the parser does', (_, document) => {
    expect([accepts(SCHEMA, document), isValid(document)]).toEqual([true, true]);
  });

  it('takes whatever the parser takes', () => {
    fc.assert(
      fc.property(arbitraryFullPolicies, (policies) => {
        for (const policy of policies) expect(accepts(SCHEMA, policy)).toBe(true);
      }),
      { numRuns: 300 },
    );
    const keys = [
      'name',
      'agents',
      'rules',
      'agent',
      'tools',
      'everything_else',
      'priority',
      'action',
      'effect',
      'reason',
      'args',
      'when',
      'rate_limit',
      'result',
      'ask',
      'remember',
      'secrets',
      'min',
      'under',
      'not',
    ];
    const leaf = fc.constantFrom<JsonValue>(
      'a',
      '*',
      '/data',
      'allow',
      'ask',
      'tool.pinned',
      '10/min',
      'once',
      'redact',
      3,
      true,
      null,
    );
    const { document } = fc.letrec<{ document: JsonValue }>((tie) => ({
      document: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        leaf,
        fc.array(tie('document'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom(...keys), tie('document'), { maxKeys: 4 }),
      ),
    }));
    // What is nearly a policy: one that is valid, with something put in the place of one of its parts.
    const nearly = fc
      .tuple(arbitraryFullPolicies, fc.constantFrom(...keys), document)
      .map(([[policy], key, value]): JsonValue => {
        const rules = Array.isArray(policy?.['rules']) ? policy['rules'] : [];
        const [rule] = rules;
        const inRule = typeof rule === 'object' && rule !== null && !Array.isArray(rule);
        return inRule ? { ...policy, rules: [{ ...rule, [key]: value }] } : { ...policy, [key]: value };
      });
    let valid = 0;
    fc.assert(
      fc.property(fc.oneof(nearly, document), (given) => {
        if (!isValid(given)) return;
        valid++;
        expect(accepts(SCHEMA, given)).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(valid).toBeGreaterThan(20);
  });
});
