import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/authz/parse.ts';
import { nodeOf, parseText, policyOf } from '../support/policyOf.ts';

const HEAD = 'name: p\nagents: ["*"]\n';
const RULES = 'rules:\n  - { action: read, effect: allow, reason: r }\n';

describe('parsePolicy', () => {
  it('fills in the defaults', () => {
    expect(policyOf(HEAD + RULES)).toMatchObject({
      name: 'p',
      description: null,
      priority: 0,
      servers: [{ text: '*' }],
      mode: 'enforce',
      owasp: [],
      rules: [
        {
          id: 'p#1',
          effect: 'allow',
          method: [{ text: 'tools/call' }],
          resource: null,
          args: null,
          conditions: [],
          owasp: [],
        },
      ],
    });
  });

  it('reads every key', () => {
    const text = `
name: project-files
description: >
  Work inside
  the project
priority: 10
agents: ["*", "email-{a,b}"]
servers: ["fs"]
mode: observe
owasp: [ASI02]
rules:
  - id: read-project
    action: "read_*"
    method: [tools/call, "prompts/*"]
    resource: "file:///data/**"
    effect: ask
    reason: Reading the project
    args: { path: { under: ["/data/project"] } }
    unlisted_args: allow
    conditions: { env: "prod-*", level: 3, dry: true }
    owasp: [MCP02, ASI02]
`;
    expect(policyOf(text)).toMatchObject({
      name: 'project-files',
      description: 'Work inside the project',
      priority: 10,
      agents: [{ text: '*' }, { text: 'email-{a,b}' }],
      servers: [{ text: 'fs' }],
      mode: 'observe',
      owasp: ['ASI02'],
      rules: [
        {
          id: 'read-project',
          action: [{ text: 'read_*', server: null }],
          method: [{ text: 'tools/call' }, { text: 'prompts/*' }],
          resource: [{ text: 'file:///data/**' }],
          effect: 'ask',
          args: { written: { path: { under: ['/data/project'] } }, unlisted: 'allow' },
          conditions: [
            { key: 'env', kind: 'glob', pattern: { text: 'prod-*' } },
            { key: 'level', kind: 'value', value: 3 },
            { key: 'dry', kind: 'value', value: true },
          ],
          owasp: ['ASI02', 'MCP02'],
        },
      ],
    });
  });

  it.each<[string, string, string[]]>([
    ['no map', '- a', ['1:1: unexpected list, expected a policy: a map with `name`, `agents` and `rules`']],
    [
      'nothing of what is required',
      'mode: enforce',
      [
        '1:1: missing `name`, expected the name of the policy',
        '1:1: missing `agents`, expected a list of globs on the names of agents, `["*"]` for any',
        '1:1: missing `rules`, expected a list of rules',
      ],
    ],
    [
      'an unknown key that is near a known one',
      `${HEAD}prority: 3\n${RULES}`,
      ['3:1: unknown key `prority`, did you mean `priority`?'],
    ],
    [
      'an unknown key that is near none',
      `${HEAD}zzz: 3\n${RULES}`,
      [
        '3:1: unknown key `zzz`, expected one of `name`, `description`, `priority`, `servers`, `mode`, `owasp`, `agents`, `rules`',
      ],
    ],
    [
      'a key of the other form',
      `${HEAD}everything_else: deny\n${RULES}`,
      [
        '3:1: unknown key `everything_else`, expected one of `name`, `description`, `priority`, `servers`, `mode`, `owasp`, `agents`, `rules`',
      ],
    ],
    [
      'a name that is a number',
      `name: 7\nagents: ["*"]\n${RULES}`,
      ['1:7: unexpected number `7`, expected the name of the policy, in quotes'],
    ],
    [
      'an empty name',
      `name: ""\nagents: ["*"]\n${RULES}`,
      ['1:7: unexpected string ``, expected the name of the policy'],
    ],
    [
      'a name with an invisible character',
      `name: "a\\u200bb"\nagents: ["*"]\n${RULES}`,
      ['1:7: `a\u200bb` is no name, expected at most 256 visible characters without `/`'],
    ],
    [
      'a name with a control character',
      `name: "a\\u0007b"\nagents: ["*"]\n${RULES}`,
      ['1:7: unexpected control character, expected the name of the policy'],
    ],
    [
      'a name with a slash',
      `name: a/b\nagents: ["*"]\n${RULES}`,
      ['1:7: `a/b` is no name, expected at most 256 visible characters without `/`'],
    ],
    [
      'a priority out of bounds',
      `${HEAD}priority: 101\n${RULES}`,
      ['3:11: unexpected number `101`, expected a whole number from 0 to 100'],
    ],
    [
      'a priority below zero',
      `${HEAD}priority: -1\n${RULES}`,
      ['3:11: unexpected number `-1`, expected a whole number from 0 to 100'],
    ],
    [
      'a priority between two',
      `${HEAD}priority: 1.5\n${RULES}`,
      ['3:11: unexpected number `1.5`, expected a whole number from 0 to 100'],
    ],
    [
      'a priority in words',
      `${HEAD}priority: high\n${RULES}`,
      ['3:11: unexpected string `high`, expected a whole number from 0 to 100'],
    ],
    [
      'an unknown mode',
      `${HEAD}mode: observer\n${RULES}`,
      ['3:7: unknown mode `observer`, expected `enforce` or `observe`, did you mean `observe`?'],
    ],
    [
      'a mode that is none',
      `${HEAD}mode: [observe]\n${RULES}`,
      ['3:7: unexpected list, expected `enforce` or `observe`'],
    ],
    [
      'agents that are no list',
      `name: p\nagents: "*"\n${RULES}`,
      ['2:9: unexpected string `*`, expected a list of globs on agent names, such as `["*"]`'],
    ],
    [
      'no agents',
      `name: p\nagents: []\n${RULES}`,
      ['2:9: unexpected empty list, expected a list of globs on agent names, such as `["*"]`'],
    ],
    [
      'an agent that is a number',
      `name: p\nagents: ["*", 3]\n${RULES}`,
      ['2:15: unexpected number `3`, expected glob on the name of agents'],
    ],
    [
      'an agent that is no glob',
      `name: p\nagents: ["a{b"]\n${RULES}`,
      ['2:10: the glob `a{b` cannot be read: unclosed `{`, expected `}`, or `\\{` for the character'],
    ],
    [
      'no servers',
      `${HEAD}servers: []\n${RULES}`,
      ['3:10: unexpected empty list, expected a list of globs on server names, such as `["*"]`'],
    ],
    [
      'a threat that is none',
      `${HEAD}owasp: [ASI2]\n${RULES}`,
      [
        '3:9: unknown threat id `ASI2`, expected ASI01 to ASI10, LLM01 to LLM10 or MCP01 to MCP10, did you mean `ASI02`?',
      ],
    ],
    [
      'no threats',
      `${HEAD}owasp: []\n${RULES}`,
      ['3:8: unexpected empty list, expected a list of threat ids, such as `[ASI02, MCP05]`'],
    ],
    ['no rules', `${HEAD}rules: []\n`, ['3:8: unexpected empty list, expected a list of rules']],
    ['rules that are a map', `${HEAD}rules: { action: read }\n`, ['3:8: unexpected map, expected a list of rules']],
    [
      'a rule that is no map',
      `${HEAD}rules: [allow]\n`,
      ['3:9: unexpected string `allow`, expected a rule: a map with `action`, `effect` and `reason`'],
    ],
    [
      'two rules of one id',
      `${HEAD}rules:\n  - { id: x, action: a, effect: deny, reason: r }\n  - { id: x, action: b, effect: deny, reason: r }\n`,
      ['5:5: duplicate rule id `x`, expected another one'],
    ],
    [
      'an id that another rule has by default',
      `${HEAD}rules:\n  - { action: a, effect: deny, reason: r }\n  - { id: "p#1", action: b, effect: deny, reason: r }\n`,
      ['5:5: duplicate rule id `p#1`, expected another one'],
    ],
    ['the same key twice', `${HEAD}name: q\n${RULES}`, ['3:1: duplicate key `name`; remove one of the two']],
    [
      'everything at once',
      `name: 1\nagent: ["*"]\nagents: []\npriority: top\nrules:\n  - { efect: allow, action: "[", reason: "" }\n`,
      [
        '2:1: unknown key `agent`, did you mean `agents`?',
        '1:7: unexpected number `1`, expected the name of the policy, in quotes',
        '4:11: unexpected string `top`, expected a whole number from 0 to 100',
        '3:9: unexpected empty list, expected a list of globs on agent names, such as `["*"]`',
        '6:7: unknown key `efect`, did you mean `effect`?',
        '6:5: missing `effect`, expected `allow`, `deny` or `ask`',
        '6:42: unexpected string ``, expected a sentence',
        '6:29: the glob `[` cannot be read: unclosed `[`, expected `]`, or `\\[` for the character',
      ],
    ],
  ])('refuses %s, and says where', (_, text, problems) => {
    const parsed = parseText(text);
    expect('problems' in parsed ? [...parsed.problems].sort() : parsed).toEqual([...problems].sort());
  });

  it('takes everything that the language has, at once', () => {
    const text = `
name: project-files
description: Work inside the project, ask before deleting
priority: 10
agents: ["*"]
servers: ["fs"]
mode: enforce
owasp: [ASI02]
rules:
  - id: read-project
    action: "read_*"
    effect: allow
    reason: Reading the project is what it is for
    args:
      path: { under: ["/data/project"] }
      head: { type: integer, max: 10000 }
    unlisted_args: deny
    rate_limit: { max_calls: 10, window: 60 }
    owasp: [ASI02, MCP02]
  - action: ["delete_*", "move_file"]
    effect: ask
    reason: A person confirms what cannot be undone
    ask: { timeout: 120, remember: [once, session] }
  - method: resources/read
    resource: "file:///data/project/**"
    effect: allow
    reason: The same files as resources
    result: { secrets: redact, injection: flag, max_bytes: 100000, taint: true }
  - action: "*"
    effect: allow
    when: 'tool.risk.level == "low" && !tool.drifted && now.getHours("Europe/Berlin") >= 8 && now.getHours("Europe/Berlin") < 18'
    reason: Harmless tools in office hours
`;
    expect(parseText(text)).toMatchObject({
      warnings: [],
      policy: {
        rules: [
          { rateLimit: { maxCalls: 10, windowMs: 60_000, per: 'agent' } },
          { approval: { timeoutMs: 120_000, remember: ['once', 'session'] } },
          { result: { secrets: 'redact', injection: 'flag', maxBytes: 100_000, taint: true } },
          { when: { text: expect.stringContaining('tool.risk.level') as string } },
        ],
      },
    });
  });

  it('names the file in each problem', () => {
    expect(parsePolicy('team.yaml', nodeOf([]), { regex: null, when: null })).toMatchObject({
      problems: [{ file: 'team.yaml' }],
    });
  });
});
