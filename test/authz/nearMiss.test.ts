import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/jsonrpc/message.ts';
import { policyOf, requestOf, setOf } from '../support/policyOf.ts';

function near(sources: readonly JsonObject[], some: Parameters<typeof requestOf>[0] = {}): string | null {
  const authorizer = setOf(sources.map(policyOf)).authorizerFor({ agent: 'a', server: 'fs', observe: false });
  const decision = authorizer.authorize(requestOf(some));
  expect(decision.outcome).toBe('deny');
  return decision.nearMiss;
}

const policy = (name: string, priority: number, ...rules: JsonObject[]): JsonObject => ({
  name,
  priority,
  agents: ['*'],
  rules: rules.map((rule) => ({ reason: 'r', ...rule })),
});

const read = { id: 'read', action: 'read', effect: 'allow', args: { path: { under: ['/data'] } } };
const rest = { id: 'rest', action: '*', effect: 'deny' };
const reading = 'rule `p/read` would allow this if `path` were under `/data`';
const files = (id: string, resource: string): JsonObject => ({
  id,
  method: 'resources/read',
  resource,
  effect: 'allow',
});
const file = { method: 'resources/read', action: null };

describe('nearMiss', () => {
  it.each<[string, string | null, string | null]>([
    ['an argument of another value', near([policy('p', 0, read)], { args: { path: '/etc' } }), reading],
    ['a missing argument', near([policy('p', 0, read)]), reading],
    [
      'an argument too many, before one of another value',
      near([policy('p', 0, { ...read, id: 'other' }, { ...read, args: { path: '/x' } })], {
        args: { path: '/x', y: 1 },
      }),
      'rule `p/read` would allow this with no other arguments than `path`',
    ],
    [
      'any argument where none may be',
      near([policy('p', 0, { id: 'read', action: 'read', effect: 'allow', unlisted_args: 'deny' })], {
        args: { y: 1 },
      }),
      'rule `p/read` would allow this without arguments',
    ],
    [
      'a condition in CEL',
      near([policy('p', 0, { id: 'c', action: 'read', effect: 'allow', when: 'tool.pinned\n' })]),
      'rule `p/c` would allow this if `when` held: `tool.pinned`',
    ],
    [
      'a condition',
      near([policy('p', 0, { id: 'c', action: 'read', effect: 'allow', conditions: { level: 3 } })], {
        context: { level: 2 },
      }),
      'rule `p/c` would allow this if `level` in the context were `3`',
    ],
    [
      'a rule that would ask',
      near([policy('p', 0, { ...read, effect: 'ask' })], { args: { path: '/etc' } }),
      'rule `p/read` would ask a person about this if `path` were under `/data`',
    ],
    [
      'a resource of another place, of the one that is closest',
      near([policy('p', 0, files('a', 'file:///data/a/**'), files('b', 'file:///data/b/**'))], {
        ...file,
        resource: 'file:///data/bb',
      }),
      'rule `p/b` would allow this if the resource matched `file:///data/b/**`',
    ],
    ['a tool that no rule names', near([policy('p', 0, read)], { action: 'write' }), null],
    [
      'a resource that is ambiguous',
      near([policy('p', 0, files('a', 'file:///data/**'))], { ...file, resource: 'file:///data/%2e/a' }),
      null,
    ],
    ['a name that is not plain', near([policy('p', 0, { ...read, action: '*' })], { action: 're\u200bad' }), null],
  ])('names %s', (_, found, want) => {
    expect(found).toBe(want);
  });

  it.each<[string, JsonObject[], string | null]>([
    ['a denial further down in the same policy', [policy('p', 0, read, rest)], reading],
    ['a denial of a lower policy', [policy('p', 9, read), policy('q', 0, rest)], reading],
    ['a denial further up in the same policy', [policy('p', 0, rest, read)], null],
    ['a denial of a higher policy', [policy('p', 0, read), policy('q', 9, rest)], null],
    ['a denial of another policy of the same priority', [policy('p', 0, read), policy('q', 0, rest)], null],
    ['two denials of the same priority', [policy('p', 0, read, rest), policy('q', 0, rest)], null],
    ['a rule of an observing policy', [{ ...policy('p', 9, read), mode: 'observe' }, policy('q', 0, rest)], null],
  ])('promises nothing that would not help: %s', (_, sources, want) => {
    expect(near(sources, { args: { path: '/etc' } })).toBe(want);
  });

  it('holds for resources too', () => {
    const deny = { id: 'rest', method: '*', effect: 'deny' };
    const request = { ...file, resource: 'file:///etc/passwd' };
    expect(near([policy('p', 0, files('a', 'file:///data/**'), deny)], request)).toContain('p/a');
    expect(near([policy('p', 0, files('a', 'file:///data/**')), policy('q', 1, deny)], request)).toBeNull();
  });
});
