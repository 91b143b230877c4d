import { compilePolicies, type PolicySet } from '../../src/authz/compile.ts';
import { loadRegexCompiler } from '../../src/authz/matchers/regex.ts';
import { parsePolicy } from '../../src/authz/parse.ts';
import type { Policy } from '../../src/authz/policy.ts';
import type { AuthorizationRequest } from '../../src/authz/request.ts';
import type { Engines } from '../../src/authz/shape.ts';
import type { SourceNode } from '../../src/authz/source.ts';
import { loadWhenCompiler } from '../../src/authz/when/cel.ts';
import { readYaml } from '../../src/edge/yamlSource.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';

const regex = await loadRegexCompiler();
/** Every engine there is. */
export const engines: Engines = { regex, when: await loadWhenCompiler(regex) };
const START = { line: 1, column: 1 };

/** The policy that a text holds, or the problems as `line:column: message`. */
export function parseText(text: string): { policy: Policy; warnings: string[] } | { problems: string[] } {
  const { node, problems } = readYaml('p.yaml', Buffer.from(text));
  const parsed = node === null ? { problems: [] } : parsePolicy('p.yaml', node, engines);
  const all = [...problems, ...('problems' in parsed ? parsed.problems : [])];
  if ('policy' in parsed && all.length === 0) return { policy: parsed.policy, warnings: parsed.warnings.map(spot) };
  return { problems: all.map(spot) };
}

/** The policy that a text or an object spells; throws where it is not valid. */
export function policyOf(source: JsonValue): Policy {
  if (typeof source === 'string') {
    const parsed = parseText(source);
    if ('problems' in parsed) throw new Error(parsed.problems.join('\n'));
    return parsed.policy;
  }
  const parsed = parsePolicy('p.yaml', nodeOf(source), engines);
  if ('problems' in parsed) throw new Error(parsed.problems.map(spot).join('\n'));
  return parsed.policy;
}

/** Denies everything, as the built-in default does. */
export const FLOOR: Policy = policyOf({
  name: 'floor',
  agents: ['*'],
  rules: [{ id: 'deny', method: '*', effect: 'deny', reason: 'nothing allows this' }],
});

/** A set of policies over `FLOOR`, without a file system. */
export function setOf(policies: readonly Policy[]): PolicySet {
  return compilePolicies(policies, {
    floor: FLOOR,
    environment: { cwd: '/data', home: '/home/ada', realpath: null },
    hint: '/policies',
    hash: 'sha256:test',
    hasUserPolicy: policies.length > 0,
  });
}

/** A call of a tool by agent `a` at server `fs`, as far as nothing else is said. */
export function requestOf(some: Partial<AuthorizationRequest> = {}): AuthorizationRequest {
  return {
    agent: 'a',
    server: 'fs',
    from: 'client',
    method: 'tools/call',
    action: 'read',
    resource: null,
    args: {},
    context: {},
    ...some,
  };
}

/** A value as a document in which everything stands at 1:1. */
export function nodeOf(value: JsonValue): SourceNode {
  if (Array.isArray(value)) return { kind: 'seq', at: START, items: value.map(nodeOf) };
  if (typeof value !== 'object' || value === null) return { kind: 'scalar', at: START, value };
  const entries = Object.entries(value).map(([key, each]) => ({ key, keyAt: START, value: nodeOf(each) }));
  return { kind: 'map', at: START, entries };
}

function spot({ at, message }: { at: { line: number; column: number }; message: string }): string {
  return `${at.line}:${at.column}: ${message}`;
}
