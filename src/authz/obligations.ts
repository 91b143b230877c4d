import type { Obligation } from './decision.ts';
import type { BoundRule } from './ruleIndex.ts';

/** All that the rules of an allow or ask want done; where several decided together, what each of them wants. */
export function obligationsOf(rules: readonly BoundRule[]): readonly Obligation[] {
  const obligations: Obligation[] = [];
  for (const { from, rule } of rules) {
    const ref = { policy: from.policy.name, rule: rule.id };
    if (rule.rateLimit !== null) obligations.push({ type: 'rate-limit', rule: ref, ...rule.rateLimit });
    if (rule.result !== null) obligations.push({ type: 'inspect-result', rule: ref, ...rule.result });
    if (rule.effect === 'ask') obligations.push({ type: 'require-approval', reason: rule.reason, ...rule.approval });
  }
  return obligations;
}
