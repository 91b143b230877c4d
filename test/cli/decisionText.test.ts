import { describe, expect, it } from 'vitest';

import type { Decision } from '../../src/authz/decision.ts';
import { decisionFields, outcomeWord } from '../../src/cli/decisionText.ts';
import { expectHarmless, HOSTILE } from './home.ts';

const DENY: Decision = {
  outcome: 'deny',
  observed: false,
  mode: 'enforce',
  determining: [{ policy: 'p', rule: 'r' }],
  reason: 'why',
  nearMiss: 'a hint',
  obligations: [],
  errors: [{ policy: 'p', rule: 'q', message: 'no `x`' }],
  owasp: ['ASI02', 'MCP05'],
};

describe('decisionFields', () => {
  it('say which rule decided, why, what was near, and what went wrong', () => {
    expect(decisionFields(DENY)).toEqual([
      ['rule', 'p/r'],
      ['reason', 'why'],
      ['nearest', 'a hint'],
      ['error', 'p/q: no `x`'],
      ['owasp', 'ASI02 MCP05'],
    ]);
  });

  it('say what an allow still needs', () => {
    const allow: Decision = {
      ...DENY,
      outcome: 'allow',
      determining: [],
      nearMiss: null,
      errors: [],
      owasp: [],
      obligations: [{ type: 'require-approval', reason: 'r' }],
    };
    expect(decisionFields(allow)).toEqual([
      ['reason', 'why'],
      ['needs', 'ask'],
    ]);
  });

  it('hold nothing that a terminal would obey', () => {
    const hostile = { policy: HOSTILE, rule: HOSTILE };
    const fields = decisionFields({ ...DENY, determining: [hostile], reason: HOSTILE, nearMiss: HOSTILE, errors: [{ ...hostile, message: HOSTILE }] });
    expectHarmless(fields.flat().join(' '));
  });
});

describe('outcomeWord', () => {
  it('tells asking and observing from allowing', () => {
    const word = (over: Partial<Decision>) => outcomeWord({ ...DENY, ...over }, (colour, text) => `${colour} ${text}`);
    expect(word({})).toBe('red deny');
    expect(word({ outcome: 'allow' })).toBe('green allow');
    expect(word({ outcome: 'allow', obligations: [{ type: 'require-approval', reason: '' }] })).toBe('yellow ask');
    expect(word({ outcome: 'allow', observed: true })).toBe('yellow observe');
  });
});
