import { approvalShape } from './approval.ts';
import { conditionsShape } from './conditions.ts';
import type { KeyTable } from './fields.ts';
import { actionsShape, owaspShape, patternsShape } from './patterns.ts';
import { rateLimitShape } from './rateLimit.ts';
import { resultShape } from './resultRule.ts';
import { argsShape } from './ruleArgs.ts';
import { choiceShape, nameShape, textShape } from './shape.ts';
import { whenShape } from './when/shape.ts';

/** What a rule may say to a request that it matches. */
export const effectShape = choiceShape('effect', ['allow', 'deny', 'ask']);

/** Every key of a rule. */
export const RULE_KEYS = {
  id: {
    description: 'Names the rule in decisions and in the log; `<policy>#<n>` where it is not given.',
    shape: nameShape('the id of the rule'),
  },
  action: {
    description:
      'Globs on the names of tools or prompts. Without a slash a name on any server; `server/name` on the servers that match.',
    shape: actionsShape,
  },
  method: {
    description: 'Globs on the MCP method; `tools/call` where it is not given.',
    shape: patternsShape('glob on the name of a method'),
  },
  resource: {
    description: 'Globs on the URI of a resource; `*` stops at a slash, `**` does not.',
    shape: patternsShape('glob on the URI', '/'),
  },
  effect: {
    description: 'Lets the request through, denies it, or has a person decide.',
    shape: effectShape,
    required: '`allow`, `deny` or `ask`',
  },
  reason: {
    description: 'One sentence that people and models are shown.',
    shape: textShape('a sentence'),
    required: 'a sentence for people and models',
  },
  args: {
    description:
      'What each argument of the call must be. All must hold; a dot reaches into objects, `*` is any one key.',
    shape: argsShape,
  },
  unlisted_args: {
    description:
      'Whether the call may have arguments that `args` does not list. `deny` for an allow or ask rule with `args`, else `allow`.',
    shape: choiceShape('value', ['allow', 'deny']),
  },
  conditions: {
    description: "What the request's context must say: globs on text, or the very number or truth value.",
    shape: conditionsShape,
  },
  when: { description: 'A condition in CEL, the Common Expression Language.', shape: whenShape },
  rate_limit: {
    description: 'How many calls the rule lets through in how many seconds; `10/min` for short.',
    shape: rateLimitShape,
  },
  result: { description: 'What is done about what the call brings back.', shape: resultShape },
  ask: { description: 'How a person is asked, for a rule with `effect: ask`.', shape: approvalShape },
  owasp: { description: 'Ids of the threats that the rule is about, from the OWASP lists.', shape: owaspShape },
} as const satisfies KeyTable;
