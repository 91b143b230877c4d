import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText, toNormalForm } from '../../src/authz/normalForm.ts';
import { arbitraryFullPolicies } from '../support/arbitraryPolicies.ts';
import { policyOf } from '../support/policyOf.ts';

describe('toNormalForm', () => {
  it('writes every default out', () => {
    const text = 'name: p\nagents: ["*"]\nrules:\n  - { action: a, effect: allow, reason: r, args: { x: 1 } }\n';
    expect(toNormalForm(policyOf(text))).toEqual({
      name: 'p',
      priority: 0,
      agents: ['*'],
      servers: ['*'],
      mode: 'enforce',
      rules: [
        {
          id: 'p#1',
          action: ['a'],
          method: ['tools/call'],
          effect: 'allow',
          reason: 'r',
          args: { x: 1 },
          unlisted_args: 'deny',
        },
      ],
    });
  });

  it('gives the policy again when it is parsed', () => {
    fc.assert(
      fc.property(arbitraryFullPolicies, (sources) => {
        for (const form of sources.map((source) => toNormalForm(policyOf(source)))) {
          expect(toNormalForm(policyOf(form))).toEqual(form);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('keeps conditions in CEL, limits, what is done about results, and how a person is asked', () => {
    const rule = {
      id: 'x',
      action: ['a'],
      method: ['tools/call'],
      effect: 'ask',
      reason: 'r',
      when: 'tool.pinned',
      rate_limit: { max_calls: 10, window: 60, per: 'session' },
      result: { secrets: 'redact', injection: 'allow', max_bytes: 9, taint: true },
      ask: { timeout: 120, remember: ['once', 'session'] },
    };
    const source = { name: 'p', priority: 0, agents: ['*'], servers: ['*'], mode: 'enforce', rules: [rule] };
    expect(toNormalForm(policyOf(source))).toEqual(source);
  });

  it('writes short forms out', () => {
    const text =
      'name: p\nagents: ["*"]\nrules:\n  - { action: a, effect: ask, reason: r, rate_limit: 10/min, result: { taint: true }, ask: { timeout: 1 } }\n';
    expect(toNormalForm(policyOf(text))['rules']).toMatchObject([
      {
        rate_limit: { max_calls: 10, window: 60, per: 'agent' },
        result: { secrets: 'allow', injection: 'allow', taint: true },
        ask: { timeout: 1 },
      },
    ]);
  });

  it('writes the simple form in the full one', () => {
    const text = 'agent: email-agent\ntools: { "email.read": allow, "email.send": ask }\neverything_else: deny\n';
    expect(toNormalForm(policyOf(text))).toMatchObject({
      name: 'email-agent',
      agents: ['email-agent'],
      rules: [
        { action: ['email.read'], method: ['tools/call'], effect: 'allow' },
        { action: ['email.send'], method: ['tools/call'], effect: 'ask' },
        { method: ['*'], effect: 'deny' },
      ],
    });
  });

  it('keeps conditions, threats and descriptions', () => {
    const source = {
      name: 'p',
      description: 'd',
      priority: 3,
      agents: ['a'],
      servers: ['s'],
      mode: 'observe',
      owasp: ['ASI01'],
      rules: [
        {
          id: 'x',
          method: ['resources/read'],
          resource: ['file:///**'],
          effect: 'deny',
          reason: 'r',
          conditions: { env: 'prod', n: 3 },
          owasp: ['ASI01', 'MCP01'],
        },
      ],
    };
    expect(toNormalForm(policyOf(source))).toEqual(source);
  });
});

describe('canonicalText', () => {
  it('does not depend on the order of keys, only on what they hold', () => {
    expect(canonicalText({ b: [1, { d: null, c: 'x' }], a: true })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}');
    expect(canonicalText({ a: 1, b: 2 })).toBe(canonicalText({ b: 2, a: 1 }));
    expect(canonicalText([1, 2])).not.toBe(canonicalText([2, 1]));
    expect(canonicalText({ a: '1' })).not.toBe(canonicalText({ a: 1 }));
  });
});
