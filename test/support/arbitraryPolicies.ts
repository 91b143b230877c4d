import fc from 'fast-check';
import type { AuthorizationRequest, Facts } from '../../src/authz/request.ts';
import type { JsonObject, JsonValue } from '../../src/jsonrpc/message.ts';
import { requestOf } from './policyOf.ts';

const some = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const maybe = <T>(key: string, value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: value.map((each) => ({ [key]: each })) });

const ARGS: JsonObject[] = [{ path: { type: 'string' } }, { path: { under: ['/data'] } }, { path: 'x', n: { max: 3 } }];
const RESOURCES = ['file:///data/**', 'file:///data/a', 'file:///**/secret', '**', 'https://h/*'];

/** Conditions, each with what it says of a request; null where it cannot be evaluated. */
export const WHENS: readonly {
  readonly text: string;
  readonly holds: (request: AuthorizationRequest) => boolean | null;
}[] = [
  { text: 'tool.pinned', holds: ({ facts }) => facts?.tool?.pinned ?? false },
  { text: '!tool.drifted', holds: ({ facts }) => not(facts?.tool?.drifted ?? null) },
  { text: 'session.calls < 3', holds: ({ facts }) => (facts?.session === undefined ? null : facts.session.calls < 3) },
  {
    text: 'session.tainted && method == "tools/call"',
    holds: ({ facts, method }) => (method === 'tools/call' ? (facts?.session?.tainted ?? null) : false),
  },
  {
    text: 'args.path.startsWith("/data/") || tool.risk.level == "low"',
    holds({ args, facts }) {
      const path = args?.['path'];
      const level = facts?.tool?.risk?.level;
      const inData = typeof path === 'string' ? path.startsWith('/data/') : null;
      const isLow = level === undefined ? null : level === 'low';
      return inData === true || isLow === true ? true : inData === null || isLow === null ? null : false;
    },
  },
  { text: 'has(context.env) && context.env == "prod-1"', holds: ({ context }) => context['env'] === 'prod-1' },
  {
    text: 'now < timestamp("2026-06-01T00:00:00Z")',
    holds: ({ facts }) => (facts?.now === undefined ? null : facts.now < Date.UTC(2026, 5, 1)),
  },
];

function not(value: boolean | null): boolean | null {
  return value === null ? null : !value;
}

/** What goes with an effect: limits and inspections where something is let through, how to ask where a person is. */
const extras: fc.Arbitrary<JsonObject> = fc
  .tuple(
    maybe('rate_limit', some<JsonValue>('10/min', { max_calls: 3, window: 60, per: 'session' })),
    maybe('result', some<JsonObject>({ taint: true }, { secrets: 'redact', max_bytes: 10 })),
    maybe('ask', some<JsonObject>({ timeout: 60 }, { remember: ['session'] })),
  )
  .map((parts): JsonObject => Object.assign({}, ...parts) as JsonObject);

function fitting(rule: JsonObject, { ask, ...permits }: JsonObject): JsonObject {
  if (rule['effect'] === 'deny') return rule;
  return { ...rule, ...permits, ...(rule['effect'] === 'ask' && ask !== undefined ? { ask } : {}) };
}

const plainRule: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.record({ effect: some('allow', 'allow', 'deny', 'ask'), reason: fc.constant('why') }),
    some<JsonObject>(
      { action: '*' },
      { action: 'read*' },
      { action: ['{read,write}', 'other/delete'] },
      { action: 'fs/*' },
      { action: '*/read_x' },
      { method: '*' },
      { method: '*', action: 'read' },
      { method: ['resources/*', 'tools/call'] },
      { method: 'resources/read' },
      { method: 'prompts/get', action: '*' },
    ),
    maybe('args', some(...ARGS)),
    maybe('resource', some(...RESOURCES)),
    maybe('conditions', some<JsonObject>({ env: 'prod*' }, { level: 3 })),
  )
  .map((parts): JsonObject => Object.assign({}, ...parts) as JsonObject);

const fullRule: fc.Arbitrary<JsonObject> = fc
  .tuple(plainRule, maybe('when', some(...WHENS.map(({ text }) => text))), extras)
  .map(([plain, when, extra]) => fitting({ ...plain, ...when }, extra));

/** Up to four small policies that are likely to collide. */
function policiesOf(rule: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject[]> {
  const policy = fc.record({
    priority: some(0, 0, 5, 100),
    mode: some('enforce', 'enforce', 'enforce', 'observe'),
    agents: some(['*'], ['*'], ['a'], ['b*']),
    servers: some(['*'], ['*'], ['fs'], ['other']),
    rules: fc.array(rule, { minLength: 1, maxLength: 4 }),
  });
  return fc
    .array(policy, { maxLength: 4 })
    .map((policies) => policies.map((each, index) => ({ name: `p${index}`, ...each })));
}

/** Policies that ask for nothing but what a request says itself. */
export const arbitraryPolicies: fc.Arbitrary<JsonObject[]> = policiesOf(plainRule);

/** Policies with conditions in CEL, limits, inspections and ways to ask. */
export const arbitraryFullPolicies: fc.Arbitrary<JsonObject[]> = policiesOf(fullRule);

/** A request that such policies may speak of. */
export const arbitraryRequest: fc.Arbitrary<AuthorizationRequest> = fc
  .record({
    agent: some('a', 'b1'),
    server: some('fs', 'other'),
    method: some('tools/call', 'tools/call', 'tools/call', 'resources/read', 'prompts/get', 'roots/list'),
    action: some('read', 'read_x', 'write', 'delete', 're\u200bad', null),
    resource: some(
      null,
      null,
      'file:///data/a',
      'file:///data/b/secret',
      'FILE:/data/./a',
      'file:///a/..%2fb',
      'https://h/x?y',
    ),
    args: some<JsonObject | null>(null, {}, { path: '/data/x' }, { path: '/etc/x' }, { path: 7 }, { path: 'x', n: 2 }),
    context: some<JsonObject>({}, { env: 'prod-1', level: 3 }, { env: 'test' }, { level: '3' }),
  })
  .map((request) => requestOf(request));

/** The same, with something known besides. */
export const arbitraryFullRequest: fc.Arbitrary<AuthorizationRequest> = fc
  .record({
    request: arbitraryRequest,
    facts: some<Facts>(
      {},
      { tool: { pinned: true, drifted: false, risk: { level: 'low', effects: ['read'] } }, now: Date.UTC(2026, 0) },
      { tool: { drifted: true, risk: { level: 'high', effects: ['egress'] } }, now: Date.UTC(2027, 0) },
      { session: { calls: 2, denied: 0, tainted: false, toolsCalled: [], started: 0 } },
      { session: { calls: 3, denied: 0, tainted: true, toolsCalled: ['read'], started: 0 }, tool: {} },
    ),
  })
  .map(({ request, facts }) => ({ ...request, facts }));
