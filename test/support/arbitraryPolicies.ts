import fc from 'fast-check';
import type { AuthorizationRequest } from '../../src/authz/request.ts';
import type { JsonObject } from '../../src/jsonrpc/message.ts';
import { requestOf } from './policyOf.ts';

const some = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const maybe = <T>(key: string, value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: value.map((each) => ({ [key]: each })) });

const ARGS: JsonObject[] = [{ path: { type: 'string' } }, { path: { under: ['/data'] } }, { path: 'x', n: { max: 3 } }];
const RESOURCES = ['file:///data/**', 'file:///data/a', 'file:///**/secret', '**', 'https://h/*'];

const rule: fc.Arbitrary<JsonObject> = fc
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

/** A valid policy without a name, small and likely to collide with others. */
const arbitraryPolicy: fc.Arbitrary<JsonObject> = fc.record({
  priority: some(0, 0, 5, 100),
  mode: some('enforce', 'enforce', 'enforce', 'observe'),
  agents: some(['*'], ['*'], ['a'], ['b*']),
  servers: some(['*'], ['*'], ['fs'], ['other']),
  rules: fc.array(rule, { minLength: 1, maxLength: 4 }),
});

/** Up to four of them, with names. */
export const arbitraryPolicies: fc.Arbitrary<JsonObject[]> = fc
  .array(arbitraryPolicy, { maxLength: 4 })
  .map((policies) => policies.map((policy, index) => ({ name: `p${index}`, ...policy })));

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
