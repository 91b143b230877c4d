import { describe, expect, it } from 'vitest';
import { coverageOf } from '../../../src/authz/authoring/coverage.ts';
import { policyOf } from '../../support/policyOf.ts';

const rule = { effect: 'allow', reason: 'r' };
const policies = [
  policyOf({
    name: 'p',
    agents: ['*'],
    servers: ['fs'],
    rules: [
      { id: 'read', action: 'read_*', ...rule },
      { id: 'prompt', method: 'prompts/get', action: 'write', ...rule },
      { id: 'elsewhere', action: 'git/delete', ...rule },
      { id: 'rest', action: ['*', '*/*'], ...rule, effect: 'deny' },
    ],
  }),
  policyOf({
    name: 'q',
    agents: ['b'],
    rules: [
      { id: 'any', method: '*', ...rule },
      { id: 'push', action: 'git/push', ...rule },
    ],
  }),
];
const tool = (server: string, name: string, calls = 1) => ({ server, tool: name, calls });

describe('coverageOf', () => {
  it('finds the rules that name a tool, and counts none that is for every tool, another server or a prompt', () => {
    const tools = [
      tool('fs', 'read_file'),
      tool('fs', 'write'),
      tool('fs', 'delete'),
      tool('git', 'push'),
      tool('git', 'read_x'),
    ];
    const found = new Map(
      coverageOf(policies, tools, new Map()).tools.map(({ server, tool: name, rules }) => [`${server}/${name}`, rules]),
    );
    expect(Object.fromEntries(found)).toEqual({
      'fs/read_file': ['p/read'],
      'fs/write': [],
      'fs/delete': [],
      'git/push': ['q/push'],
      'git/read_x': [],
    });
  });

  it('puts first what no rule names, the most called before the others', () => {
    const tools = [tool('fs', 'read_a', 9), tool('fs', 'x', 1), tool('fs', 'y', 5)];
    expect(coverageOf(policies, tools, new Map()).tools.map((each) => each.tool)).toEqual(['y', 'x', 'read_a']);
  });

  it('counts how often each rule decided, those that never did first', () => {
    const { rules } = coverageOf(
      policies,
      [],
      new Map([
        ['p/read', 3],
        ['q/any', 1],
        ['gone/x', 9],
      ]),
    );
    expect(rules.map(({ policy, rule: id, decided }) => [`${policy}/${id}`, decided])).toEqual([
      ['p/prompt', 0],
      ['p/elsewhere', 0],
      ['p/rest', 0],
      ['q/push', 0],
      ['q/any', 1],
      ['p/read', 3],
    ]);
  });
});
