import { describe, expect, it } from 'vitest';
import { hasCases, parseCaseFile } from '../../../src/authz/authoring/caseFile.ts';
import { readYaml } from '../../../src/edge/yamlSource.ts';

function parse(text: string) {
  const { node } = readYaml('c.yaml', Buffer.from(text));
  if (node === null) throw new Error('no YAML');
  const parsed = parseCaseFile('c.yaml', node);
  if (!('problems' in parsed)) return parsed;
  return parsed.problems.map(({ file, at, message }) => `${file}:${at.line}:${at.column}: ${message}`);
}

const ONE = 'cases: [{ it: x, request: { tool: t }, want: { outcome: deny } }]';

describe('parseCaseFile', () => {
  it('fills in what is not said', () => {
    expect(parse(ONE)).toMatchObject({
      description: '',
      policies: null,
      observe: false,
      cwd: '/data/project',
      home: '/home/ada',
      cases: [
        {
          it: 'x',
          at: { line: 1, column: 9 },
          request: {
            agent: 'default',
            server: 'fs',
            from: 'client',
            method: 'tools/call',
            action: 't',
            resource: null,
            args: {},
            context: {},
          },
          want: { outcome: 'deny', rule: null, nearest: null, error: null, listed: null, obliges: null },
        },
      ],
    });
    expect(parse(`policies: []\n${ONE}`)).toMatchObject({ policies: [] });
  });

  it.each([
    ['{ uri: "file:///x" }', { method: 'resources/read', action: null, resource: 'file:///x', args: null }],
    ['{ prompt: p }', { method: 'prompts/get', action: 'p', args: null }],
    ['{ method: roots/list, from: server }', { method: 'roots/list', action: null, from: 'server' }],
    ['{ tool: "a\\u200b", args: { n: [1, null] } }', { action: 'a\u200b', args: { n: [1, null] } }],
    [
      '{ tool: t, context: { env: prod }, facts: { now: "2026-01-01T00:00:00Z" } }',
      { context: { env: 'prod' }, facts: { now: Date.UTC(2026, 0, 1) } },
    ],
  ])('reads the request %s', (request, expected) => {
    expect(parse(ONE.replace('{ tool: t }', request))).toMatchObject({ cases: [{ request: expected }] });
  });

  it.each([
    ['[]', 'c.yaml:1:1: unexpected empty list, expected a map with `description`, `policies` and `cases`'],
    ['polices: []', 'c.yaml:1:1: unknown key `polices`, did you mean `policies`?'],
    ['{}', 'c.yaml:1:1: missing `cases`, expected a list of cases'],
    ['cases: []', 'c.yaml:1:8: unexpected empty list, expected a list of cases'],
    [`cwd: data\n${ONE}`, 'c.yaml:1:6: unexpected string `data`, expected an absolute path'],
    [
      `policies: a.yaml\n${ONE}`,
      'c.yaml:1:11: unexpected string `a.yaml`, expected a list of policies, files or `builtin:NAME`',
    ],
    [
      ONE.replace('outcome: deny', 'outcome: denied'),
      'c.yaml:1:57: unknown outcome `denied`, expected `allow`, `deny`, `ask` or `observe`',
    ],
    [
      ONE.replace('outcome: deny', 'rule: a'),
      'c.yaml:1:46: missing `outcome`, expected `allow`, `deny`, `ask` or `observe`',
    ],
    [ONE.replace('it: x, ', ''), 'c.yaml:1:9: missing `it`, expected a sentence'],
    [ONE.replace('tool: t', 'agent: a'), 'c.yaml:1:27: missing `tool`, expected it, or `prompt`, `uri` or `method`'],
    [ONE.replace('tool: t', 'tool: 7'), 'c.yaml:1:35: unexpected number `7`, expected text, in quotes'],
    [ONE.replace('tool: t', 'tool: t, args: [1]'), 'c.yaml:1:44: unexpected list, expected a map'],
  ])('says where %j is wrong', (text, problem) => {
    expect(parse(text)).toContainEqual(expect.stringContaining(problem));
  });
});

describe('hasCases', () => {
  it.each([
    ['cases: []', true],
    ['name: x\nrules: []', false],
    ['[cases]', false],
  ])('of %j is %s', (text, expected) => {
    const { node } = readYaml('c.yaml', Buffer.from(text));
    expect(node !== null && hasCases(node)).toBe(expected);
  });
});
