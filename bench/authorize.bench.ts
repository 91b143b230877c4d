import { bench, describe } from 'vitest';
import { policyOf, requestOf, setOf } from '../test/support/policyOf.ts';

/** So many rules, each for a tool of its own, with an argument to check. */
function authorizerWith(rules: number) {
  const policy = policyOf({
    name: 'many',
    agents: ['*'],
    rules: Array.from({ length: rules }, (_, i) => ({
      action: i % 2 === 0 ? `tool_${i}` : `group_${i}_*`,
      effect: i % 3 === 0 ? 'deny' : 'allow',
      reason: 'a rule of many',
      ...(i % 3 === 0 ? {} : { args: { path: { under: '/data' } } }),
    })),
  });
  return setOf([policy]).authorizerFor({ agent: 'a', server: 'fs', observe: false });
}

describe('one decision', () => {
  for (const rules of [10, 1_000, 10_000]) {
    const authorizer = authorizerWith(rules);
    const last = Math.floor((rules - 1) / 6) * 6 + 2;
    const allowed = requestOf({ action: `tool_${last > rules - 1 ? last - 6 : last}`, args: { path: '/data/x' } });
    const unknown = requestOf({ action: 'no_rule_names_this', args: { path: '/data/x' } });
    bench(`allowed, ${rules} rules`, () => void authorizer.authorize(allowed));
    bench(`denied for want of a rule, ${rules} rules`, () => void authorizer.authorize(unknown));
  }
});
