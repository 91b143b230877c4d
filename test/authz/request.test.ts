import { expect, it } from 'vitest';
import { RISK_EFFECTS, RISK_LEVELS } from '../../src/authz/request.ts';
import { evaluate } from './when/support.ts';

it('has words for what a tool can do and how bad that is, each of which a condition may name', () => {
  for (const level of RISK_LEVELS) {
    const facts = { tool: { risk: { level, effects: RISK_EFFECTS } } };
    const text = `tool.risk.level == "${level}" && ${RISK_EFFECTS.map((effect) => `"${effect}" in tool.risk.effects`).join(' && ')}`;
    expect(evaluate(text, { facts }).result).toBe('match');
  }
});
