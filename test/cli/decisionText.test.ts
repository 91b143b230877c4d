import { describe, expect, it } from 'vitest';

import type { Decision } from '../../src/authz/decision.ts';
import { decisionFields, outcomeWord } from '../../src/cli/decisionText.ts';
import { expectHarmless, HOSTILE } from './home.ts';

function decided(over: Partial<Decision> = {}): Decision {
  return {
    outcome: 'allow',
    observed: false,
    mode: 'enforce',
    determining: [{ policy: 'team', rule: 'reads' }],
    reason: 'reads are allowed',
    nearMiss: null,
    obligations: [],
    errors: [],
    owasp: [],
    ...over,
  };
}

const tagged = (colour: string, text: string): string => `<${colour}>${text}`;
const approval = { type: 'require-approval', reason: 'a person agrees' } as const;

describe('outcomeWord', () => {
  it.each<[string, Partial<Decision>]>([
    ['<green>allow', {}],
    ['<red>deny', { outcome: 'deny' }],
    ['<yellow>ask', { obligations: [approval] }],
    ['<yellow>observe', { observed: true, mode: 'observe' }],
    // What is denied is not asked about, and what is only observed is no allow.
    ['<red>deny', { outcome: 'deny', obligations: [approval] }],
    ['<yellow>observe', { observed: true, obligations: [approval] }],
  ])('is %s for %j', (word, over) => {
    expect(outcomeWord(decided(over), tagged)).toBe(word);
  });
});

describe('decisionFields', () => {
  it('says no more than the rule and the reason where there is no more', () => {
    expect(decisionFields(decided())).toEqual([
      ['rule', 'team/reads'],
      ['reason', 'reads are allowed'],
    ]);
  });

  it('names no rule where none decided', () => {
    expect(decisionFields(decided({ outcome: 'deny', determining: [] })).map(([name]) => name)).toEqual(['reason']);
  });

  it('says everything that there is, each rule, error and duty in a field of its own', () => {
    const error = { policy: 'team', rule: 'sizes', message: 'no number' };
    const fields = decisionFields(
      decided({
        determining: [
          { policy: 'a', rule: 'one' },
          { policy: 'b', rule: 'two' },
        ],
        nearMiss: 'it wanted `x`',
        errors: [error],
        obligations: [{ ...approval, timeoutMs: 5000 }],
        owasp: ['ASI02', 'MCP02'],
      }),
    );
    expect(fields).toEqual([
      ['rule', 'a/one'],
      ['rule', 'b/two'],
      ['reason', 'reads are allowed'],
      ['nearest', 'it wanted `x`'],
      ['error', 'team/sizes: no number'],
      ['needs', 'ask within 5 s'],
      ['owasp', 'ASI02 MCP02'],
    ]);
  });

  it('escapes every text', () => {
    const ref = { policy: HOSTILE, rule: HOSTILE };
    const errors = [{ ...ref, message: HOSTILE }];
    const fields = decisionFields(decided({ determining: [ref], reason: HOSTILE, nearMiss: HOSTILE, errors }));
    expect(fields.map(([name]) => name)).toEqual(['rule', 'reason', 'nearest', 'error']);
    for (const [, text] of fields) expectHarmless(text);
  });
});
