import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../src/authz/request.ts';
import { Bindings, RUN_VARIABLE, TYPES, VARIABLES } from '../../../src/authz/when/variables.ts';
import { Run } from '../../../src/authz/when/run.ts';
import { requestOf } from '../../support/policyOf.ts';
import { REMOTE } from '../matchers/support.ts';
import { compile, evaluate, result } from './support.ts';

const FACTS: Required<Facts> = {
  agent: { id: 'id-1', labels: { team: 'ops' }, verified: true },
  server: { transport: 'stdio' },
  tool: { risk: { level: 'low', effects: ['read'] }, pinned: true, drifted: false, findings: ['hidden-text'] },
  session: { calls: 3, denied: 1, tainted: false, toolsCalled: ['a', 'b'], started: Date.UTC(2026, 0, 1, 8) },
  now: Date.UTC(2026, 0, 1, 9),
};

describe('the variables', () => {
  it.each([
    'agent.name == "a" && agent.id == "id-1" && agent.labels.team == "ops" && agent.verified',
    'server.name == "fs" && server.transport == "stdio"',
    'tool.name == "read" && tool.risk.level == "low" && tool.risk.effects == ["read"]',
    'tool.pinned && !tool.drifted && "hidden-text" in tool.findings',
    'method == "tools/call" && args.a == 1 && context.b == 2',
    'session.calls == 3 && session.denied == 1 && !session.tainted && session.tools_called == ["a", "b"]',
    'now - session.started == duration("1h") && now == timestamp("2026-01-01T09:00:00Z")',
    'session.tools_called[session.tools_called.size() - 1] == "b"',
  ])('hold what is known: %s', (text) => {
    expect(evaluate(text, { args: { a: 1 }, context: { b: 2 }, facts: FACTS })).toEqual({
      result: 'match',
      message: null,
    });
  });

  it.each([
    ['agent.id == "x"', '!(agent.id == "x")'],
    ['agent.labels.team == "ops"', 'agent.labels.team != "ops"'],
    ['server.transport == "stdio"', 'server.transport != "stdio"'],
    ['tool.risk.level == "low"', 'tool.risk.level != "high"'],
    ['"read" in tool.risk.effects', '!("egress" in tool.risk.effects)'],
    ['tool.drifted', '!tool.drifted'],
    ['tool.findings.size() > 0', 'tool.findings.size() == 0'],
    ['session.calls < 5', 'session.calls >= 0'],
    ['session.tainted', '!session.tainted'],
    ['session.tools_called.exists(t, t == "a")', '!session.tools_called.exists(t, t == "a")'],
    ['now > timestamp("2020-01-01T00:00:00Z")', 'now < timestamp("2999-01-01T00:00:00Z")'],
    ['resource == "a"', 'resource != "a"'],
    ['context.a == 1', 'context.a != 1'],
  ])('are errors where nothing is known, however it is asked: %s, %s', (one, other) => {
    expect([result(one), result(other)]).toEqual(['error', 'error']);
  });

  it('count an agent as unverified and a tool as unpinned until somebody says otherwise', () => {
    expect([result('agent.verified'), result('tool.pinned')]).toEqual(['miss', 'miss']);
  });

  it.each([
    'tool.risk.level',
    'tool.drifted',
    'session.tainted',
    'agent.id',
    'server.transport',
    'args.a',
    'agent.labels',
  ])('tell by has(%s) whether it is known', (path) => {
    expect(result(`has(${path})`)).toBe('miss');
    expect(result(`has(${path})`, { facts: FACTS, args: { a: 1 } })).toBe('match');
  });

  it('give a resource as every server reads it, or not at all', () => {
    const starts = 'resource.startsWith("file:///data/")';
    expect(result(starts, { resource: 'file:///data/a' })).toBe('match');
    expect(result(starts, { resource: 'FILE:/data/./a' })).toBe('match');
    expect(result(starts, { resource: 'file:///data/../etc/passwd' })).toBe('miss');
    expect(result(starts, { resource: 'file:///data/%2e%2e/etc/passwd' })).toBe('error');
    expect(result(starts, { resource: 'file:///data/..%2fetc/passwd' })).toBe('error');
    expect(result(starts, { resource: 'file:///data//a' })).toBe('error');
  });

  it('are all there are, and none can be written to or shadowed', () => {
    for (const name of [...VARIABLES.keys(), RUN_VARIABLE]) {
      expect(compile(`[1].all(${name}, true)`)).toEqual([expect.stringContaining('is taken')]);
    }
    expect(compile(`${RUN_VARIABLE} == 1`)).toEqual([expect.stringContaining('unknown name')]);
  });

  it('are made once for an evaluation', () => {
    const bindings = new Bindings(
      { request: requestOf({ facts: FACTS }), resource: null, environment: REMOTE },
      new Run(REMOTE, new Map(), []),
    );
    expect(bindings.tool).toBe(bindings.tool);
    expect(bindings.session).toBe(bindings.session);
  });

  it('have parts of types that are told apart', () => {
    expect(new Set(TYPES.map(({ ctor }) => ctor)).size).toBe(TYPES.length);
  });
});
