import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/jsonrpc/message.ts';
import type { EffectKind, Risk, RiskLevel } from '../../scanner/report.ts';
import { classifyRisk } from '../../scanner/risk.ts';
import { starterPolicy, type StarterInput } from '../../scanner/starter.ts';
import type { StarterTool } from '../../scanner/starterRule.ts';
import { parseText, policyOf, requestOf, setOf } from '../support/policyOf.ts';
import { anyText } from './anyText.ts';

const TEXT = { type: 'string' };

/** A tool as the scan finds it, from what a server would list. */
function listed(name: string, properties: Record<string, unknown> = {}, required: readonly string[] = []): StarterTool {
  const inputSchema = { type: 'object', properties, required };
  return { name, inputSchema, grade: 'none', risk: classifyRisk({ name, inputSchema }) };
}

function withRisk(name: string, level: RiskLevel, primary: EffectKind = 'read'): StarterTool {
  const risk: Risk = { level, effects: [primary], primary, egress: 'none', credential: false, reasons: [] };
  return { name, inputSchema: { properties: {} }, grade: 'none', risk };
}

const TOOLS = [
  listed('read_file', { path: TEXT, head: { type: 'number' } }, ['path']),
  listed('read_files', { paths: { type: 'array', items: TEXT } }, ['paths']),
  listed('compare_files', { left_path: TEXT, right_path: TEXT }, ['left_path', 'right_path']),
  listed('get_version'),
  listed('create_directory', { path: TEXT }, ['path']),
  listed('delete_file', { path: TEXT }, ['path']),
  { ...listed('get_note', { id: TEXT }), grade: 'block' as const },
];

const INPUT: StarterInput = { server: 'fs', roots: ['/data/project'], tools: TOOLS, askMode: 'ask' };

function decider(input: Partial<StarterInput> = {}) {
  const whole = { ...INPUT, ...input };
  const authorizer = setOf([policyOf(starterPolicy(whole))]).authorizerFor({
    agent: 'a',
    server: whole.server,
    observe: false,
  });
  return (action: string, args: JsonObject = {}) => {
    const { outcome, obligations, determining } = authorizer.authorize(
      requestOf({ server: whole.server, action, args }),
    );
    const answer = outcome === 'allow' && obligations.length > 0 ? 'ask' : outcome;
    return { answer, rule: determining[0]?.rule };
  };
}

const decide = (action: string, args: JsonObject = {}, input: Partial<StarterInput> = {}) =>
  decider(input)(action, args);

describe('starterPolicy', () => {
  it('holds without a warning, in every mode', () => {
    for (const askMode of ['ask', 'observe', 'deny'] as const) {
      expect(parseText(starterPolicy({ ...INPUT, askMode }))).toMatchObject({ warnings: [] });
    }
  });

  it.each<[string, JsonObject, string]>([
    ['read_file', { path: '/data/project/a.txt' }, 'allow'],
    ['read_file', { path: '/data/project/a.txt', head: 5 }, 'allow'],
    ['read_file', { path: '/data/project' }, 'allow'],
    ['read_file', { path: '/data/project-b/a.txt' }, 'deny'],
    ['read_file', { path: '/data/project/../secret' }, 'deny'],
    ['read_file', { path: '/data/project/a.txt', head: '5' }, 'deny'],
    ['read_file', { path: '/data/project/a.txt', file: '/etc/passwd' }, 'deny'],
    ['read_file', {}, 'deny'],
    ['read_files', { paths: ['/data/project/a', '/data/project/b'] }, 'allow'],
    ['read_files', { paths: [] }, 'allow'],
    ['read_files', { paths: ['/data/project/a', '/etc/passwd'] }, 'deny'],
    ['compare_files', { left_path: '/data/project/a', right_path: '/data/project/b' }, 'allow'],
    ['compare_files', { left_path: '/data/project/a', right_path: '/data/b' }, 'deny'],
    ['get_version', {}, 'allow'],
    ['get_version', { path: '/etc/passwd' }, 'deny'],
    ['create_directory', { path: '/data/project/a' }, 'ask'],
    ['create_directory', { path: '/data/a' }, 'deny'],
    ['delete_file', { path: '/data/project/a' }, 'deny'],
    ['get_note', { id: '1' }, 'deny'],
    ['came_later', {}, 'deny'],
  ])('meets %s %j with %s', (action, args, answer) => {
    expect(decide(action, args).answer).toBe(answer);
  });

  it('says by which rule: the denial of a tool names it, what nothing names ends in the last rule', () => {
    expect(decide('delete_file', { path: '/data/project/a' }).rule).toBe('high-1');
    expect(decide('get_note', { id: '1' }).rule).toBe('blocked-1');
    expect(decide('read_file', { path: '/etc/passwd' }).rule).toBe('everything-else');
  });

  it('does not speak of other servers', () => {
    const authorizer = setOf([policyOf(starterPolicy(INPUT))]).authorizerFor({
      agent: 'a',
      server: 'fs2',
      observe: false,
    });
    expect(authorizer.authorize(requestOf({ server: 'fs2', action: 'get_version' }))).toMatchObject({
      outcome: 'deny',
      determining: [{ policy: 'floor' }],
    });
  });

  it('lets medium risk through, and still holds its paths, where it only observes', () => {
    expect(decide('create_directory', { path: '/data/project/a' }, { askMode: 'observe' }).answer).toBe('allow');
    expect(decide('create_directory', { path: '/data/a' }, { askMode: 'observe' }).answer).toBe('deny');
    expect(decide('create_directory', { path: '/data/project/a' }, { askMode: 'deny' }).answer).toBe('deny');
  });

  it('asks about paths where it knows no directory', () => {
    for (const roots of [[], ['relative'], ['/data/../etc'], ['//host/share'], ['/data/*'], ['/a\nb']]) {
      expect(decide('read_file', { path: '/data/project/a.txt' }, { roots }).answer).toBe('ask');
    }
    expect(decide('get_version', {}, { roots: [] }).answer).toBe('allow');
  });

  it.each([
    'a*b',
    '{get,delete}_x',
    '[a-z]',
    '!x',
    'a|b',
    'back\\slash',
    'quo"te',
    "apo'strophe",
    'other/tool',
    '/x',
    'x/',
    '@(a)',
    '+(a)',
    ': colon #hash',
    '- dash',
    '*',
    'true',
    '日本',
    '*/x',
  ])('takes the name %s for that name and for no pattern', (name) => {
    const tools = [withRisk(name, 'low')];
    expect(decide(name, {}, { tools }).answer).toBe('allow');
    for (const other of ['axb', 'get_x', 'b', 'x', 'tool', 'a', 'anything', 'delete_x', 'z/x']) {
      if (other !== name)
        expect(decide(other, {}, { tools })).toMatchObject({ answer: 'deny', rule: 'everything-else' });
    }
  });

  it.each(['new\nline', 'zero\u200bwidth', 'bell\u0007', ' spaces ', '', 'x'.repeat(300), '\ud800', 'tag\u{e0041}'])(
    'names no tool that no policy can name: %j',
    (name) => {
      const tools = [withRisk(name, 'low'), withRisk('fine', 'low')];
      expect(decide(name, {}, { tools }).answer).toBe('deny');
      expect(decide('fine', {}, { tools }).answer).toBe('allow');
    },
  );

  it('denies a name that two tools share, also where only the spelling of an accent differs', () => {
    const twins = [withRisk('caf\u00e9', 'low'), withRisk('cafe\u0301', 'high')];
    expect(decide('caf\u00e9', {}, { tools: twins })).toEqual({ answer: 'deny', rule: 'blocked-1' });
    expect(decide('a', {}, { tools: [withRisk('a', 'low'), withRisk('a', 'low')] }).answer).toBe('deny');
  });

  it.each(['@scope/server-files', 'my server', 'a*b', '日本', 'x'.repeat(200), '{a,b}'])(
    'holds for the server %s alone',
    (server) => {
      expect(decide('get_version', {}, { server }).answer).toBe('allow');
      const policy = policyOf(starterPolicy({ ...INPUT, server }));
      expect(policy.name).toMatch(/^starter-[A-Za-z0-9._-]+$/);
      expect(policy.servers.map(({ glob }) => glob.test('axb') || glob.test('a'))).toEqual([false]);
    },
  );

  it.each(['', 'a\u200bb', 'x'.repeat(257)])('refuses the server %j, which no policy can name', (server) => {
    expect(() => starterPolicy({ ...INPUT, server })).toThrow(RangeError);
  });

  it('gives policies of two servers two names', () => {
    const names = ['a b', 'a-b', 'a/b', 'A b'].map((server) => policyOf(starterPolicy({ ...INPUT, server })).name);
    expect(new Set(names).size).toBe(4);
  });

  it('stays a file that can be loaded, however much a server lists', () => {
    const properties = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`${'argument_'.repeat(9)}${index}`, TEXT]),
    );
    const many = Array.from({ length: 400 }, (_, index) => ({
      ...withRisk(`t${index}`, 'low'),
      inputSchema: { properties: { ...properties, [`a${index}`]: TEXT } },
    }));
    const decideAmong = decider({ tools: [...many, withRisk('last', 'low')] });
    expect(decideAmong('t0', { a0: 'x' }).answer).toBe('allow');
    expect(decideAmong('t399', { a399: 'x' })).toEqual({ answer: 'deny', rule: 'everything-else' });
    expect(decideAmong('last').answer).toBe('allow');
  });

  it('holds, whatever tools a server lists', () => {
    const schema = fc.oneof(
      fc.jsonValue(),
      fc.record({
        properties: fc.dictionary(
          fc.oneof(anyText(), fc.constantFrom('path', 'files')),
          fc.oneof(fc.jsonValue(), fc.constantFrom(TEXT, { type: 'array', items: { properties: { path: TEXT } } })),
        ),
      }),
    );
    const level = fc.constantFrom<RiskLevel>('low', 'medium', 'high');
    const tool = fc
      .tuple(anyText(), level, schema)
      .map(([name, risk, inputSchema]): StarterTool => ({ ...withRisk(name, risk), inputSchema }));
    fc.assert(
      fc.property(fc.array(tool, { maxLength: 6 }), fc.constantFrom('ask', 'observe', 'deny'), (tools, askMode) => {
        expect(parseText(starterPolicy({ ...INPUT, tools, askMode }))).toHaveProperty('policy');
      }),
      { numRuns: 200 },
    );
  });
});
