import { bench, describe } from 'vitest';
import { policyOf, requestOf, setOf } from '../test/support/policyOf.ts';

/** What conditions in CEL cost on top of a decision. */
const CONDITIONS = {
  'no condition': null,
  'a comparison': 'tool.risk.level == "low"',
  'two arguments': 'args.path.startsWith("/data") && args.n < 10.0',
  'a list': 'args.tags.all(tag, tag.startsWith("team-"))',
  'a path': 'under(args.path, "/data")',
  'a regular expression': 'args.path.matches("^/data/[a-z]+$")',
  'office hours': 'now.getHours("Europe/Berlin") >= 8 && now.getHours("Europe/Berlin") < 18',
};

const request = requestOf({
  action: 'read',
  args: { path: '/data/x', n: 3, tags: ['team-a', 'team-b', 'team-c'] },
  facts: { tool: { risk: { level: 'low', effects: ['read'] } }, now: Date.UTC(2026, 6, 1, 10) },
});

describe('one decision with a condition in CEL', () => {
  for (const [name, when] of Object.entries(CONDITIONS)) {
    const policy = policyOf({
      name: 'p',
      agents: ['*'],
      rules: [{ action: 'read', effect: 'allow', reason: 'r', ...(when === null ? {} : { when }) }],
    });
    const authorizer = setOf([policy]).authorizerFor({ agent: 'a', server: 'fs', observe: false });
    bench(name, () => void authorizer.authorize(request));
  }
});
