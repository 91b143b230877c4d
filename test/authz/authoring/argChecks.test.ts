import { describe, expect, it } from 'vitest';
import { argChecks, compileKey } from '../../../src/authz/authoring/argChecks.ts';
import { loadRegexCompiler } from '../../../src/authz/matchers/regex.ts';
import type { JsonObject } from '../../../src/jsonrpc/message.ts';
import { policyOf } from '../../support/policyOf.ts';

const regex = await loadRegexCompiler();
const environment = { cwd: '/data', home: '/home/ada', realpath: null };

function check(rule: JsonObject, args: JsonObject | null, whole = true) {
  const policy = policyOf({
    name: 'p',
    agents: ['*'],
    rules: [{ action: 'x', effect: 'allow', reason: 'r', ...rule }],
  });
  const written = policy.rules[0]?.args;
  if (written == null) throw new Error('the rule has no args');
  return argChecks(written, { args, whole, environment, regex }).map(({ key, result }) => [key, result]);
}

describe('argChecks', () => {
  it('compares each listed argument, whatever became of the one before', () => {
    const args = { path: { under: ['/data'] }, name: { matches: 'a+' }, n: { max: 3 }, 'o.p': 1 };
    expect(check({ args }, { path: '/etc', name: 'aa', n: 'x', o: { p: 2 } })).toEqual([
      ['path', 'miss'],
      ['name', 'match'],
      ['n', 'error'],
      ['o.p', 'miss'],
    ]);
  });

  it('tells of arguments that are not listed, unless the rule lets them be', () => {
    expect(check({ args: { a: 1 } }, { a: 1, b: 2 })).toEqual([
      ['a', 'match'],
      ['', 'miss'],
    ]);
    expect(check({ args: { a: 1 }, unlisted_args: 'allow' }, { a: 1, b: 2 })).toEqual([['a', 'match']]);
    expect(check({ unlisted_args: 'deny' }, { b: 2 })).toEqual([['', 'miss']]);
  });

  it('does not know what is withheld, but knows what is seen', () => {
    const args = { a: 1, b: { type: 'string', optional: true } };
    expect(check({ args }, { a: 2 }, false)).toEqual([
      ['a', 'miss'],
      ['b', 'unknown'],
      ['', 'unknown'],
    ]);
    expect(check({ args }, null, false)).toEqual([
      ['a', 'unknown'],
      ['b', 'unknown'],
      ['', 'unknown'],
    ]);
  });

  it('takes no inherited member for an argument', () => {
    expect(check({ args: { constructor: { type: 'object' } } }, {}, false)[0]).toEqual(['constructor', 'unknown']);
  });
});

describe('compileKey', () => {
  it('reads a key as the policy spells it', () => {
    expect(compileKey('a\\.b', { equals: 1 }, null)?.test({ 'a.b': 1 }, environment)).toBe('match');
    expect(compileKey('a', { min: 2 }, null)?.wants).toBe('at least 2');
  });

  it('gives null for what is no matcher', () => {
    expect(compileKey('a', { mni: 2 }, null)).toBeNull();
    expect(compileKey('a', { matches: 'x' }, null)).toBeNull();
  });
});
