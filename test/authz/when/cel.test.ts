import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadWhenCompiler } from '../../../src/authz/when/cel.ts';
import { MAX_STEPS, MAX_TEXT } from '../../../src/authz/when/limits.ts';
import type { JsonObject, JsonValue } from '../../../src/jsonrpc/message.ts';
import { compile, evaluate, result } from './support.ts';

describe('a condition', () => {
  it.each<[string, JsonObject, string]>([
    ['args.n == 5', { n: 5 }, 'match'],
    ['args.n == 5', { n: 5.5 }, 'miss'],
    ['args.n == 5', { n: '5' }, 'miss'],
    ['args.n > 4 && args.n < 5.5', { n: 5 }, 'match'],
    ['args.path.startsWith("/data/")', { path: '/data/x' }, 'match'],
    ['args.path.startsWith("/data/")', { path: '/etc' }, 'miss'],
    ['args.mode in ["r", "ro"]', { mode: 'ro' }, 'match'],
    ['args.mode in ["r", "ro"]', { mode: 'rw' }, 'miss'],
    ['"admin" in args.roles', { roles: ['admin'] }, 'match'],
    ['"admin" in args.roles', { roles: { admin: 1 } }, 'match'],
    ['"toString" in args.roles', { roles: {} }, 'miss'],
    ['args.a.b[1].c == "x"', { a: { b: [0, { c: 'x' }] } }, 'match'],
    ['args["a b"] == null', { 'a b': null }, 'match'],
    ['has(args.a) ? args.a == 1 : true', {}, 'match'],
    ['has(args.a) ? args.a == 1 : true', { a: 2 }, 'miss'],
    ['args.list.all(x, x.startsWith("a"))', { list: ['a', 'ab'] }, 'match'],
    ['args.list.all(x, x.startsWith("a"))', { list: ['a', 'b'] }, 'miss'],
    ['args.list.all(x, x == 1)', { list: [] }, 'match'],
    ['args.list.exists(x, x > 2)', { list: [1, 3] }, 'match'],
    ['args.list.exists_one(x, x > 2)', { list: [4, 3] }, 'miss'],
    ['args.list.map(x, x * 2.0) == [2.0, 6.0]', { list: [1, 3] }, 'match'],
    ['args.list.map(x, x > 1, x) == [3]', { list: [1, 3] }, 'match'],
    ['args.list.filter(x, x > 1).size() == 1', { list: [1, 3] }, 'match'],
    ['args.map.all(key, key.size() == 1)', { map: { a: 1, b: 2 } }, 'match'],
    ['int(args.n) % 2 == 0', { n: 4 }, 'match'],
    ['int(args.n) + 1 == 5 && double(args.t) > 1.0', { n: '4', t: '1.5' }, 'match'],
    ['type(args.n) == double && type(args.s) == string', { n: 1, s: '' }, 'match'],
    ['!(args.a || args.b)', { a: false, b: false }, 'match'],
    ['args.a == {"x": [1.0]}', { a: { x: [1] } }, 'match'],
    ['args.text.matches("^[a-z]+$")', { text: 'abc' }, 'match'],
    ['args.text.matches("^[a-z]+$")', { text: 'ab1' }, 'miss'],
    ['args.text.matches("b")', { text: 'abc' }, 'match'],
    ['args.text.lowerAscii().contains("drop")', { text: 'DROP x' }, 'match'],
    ['args.cmd.split(" ")[0] in ["ls", "cat"]', { cmd: 'ls -l' }, 'match'],
    ['args.cmd.split(" ")[0] in ["ls", "cat"]', { cmd: 'rm -r' }, 'miss'],
    ['size(args.s) == 1 && args.s.size() == 1', { s: '👩' }, 'match'],
    ['args.a.contains("\\u200b")', { a: 'x\u200by' }, 'match'],
    ['args.n == 5 // a comment\n && true', { n: 5 }, 'match'],
    ['-args.n < 0 && args.n - 1.0 == 4.0', { n: 5 }, 'match'],
  ])('%s with %j: %s', (text, args, want) => {
    expect(evaluate(text, { args })).toEqual({ result: want, message: null });
  });

  it.each<[string, JsonObject, string]>([
    ['args.zz == 1', {}, '`args.zz` is not known'],
    ['args.zz != 1', {}, '`args.zz` is not known'],
    ['!(args.zz == 1)', {}, '`args.zz` is not known'],
    ['args.a.b == 1', { a: 'text' }, '`args.a.b`'],
    ['args.n + 1 == 6', { n: 5 }, '`(args.n + 1)` cannot be evaluated with the values that it has'],
    ['args.list[3] == 1', { list: [] }, '`args.list[3]` is not known'],
    ['args[args.key] == 1', { key: 'secret value' }, '`args[args.key]` is not known'],
    ['args.a && true', { a: 'yes' }, '`args.a` cannot be evaluated'],
    ['args.a ? true : false', { a: 1 }, '`args.a` cannot be evaluated'],
    ['args.n.startsWith("a")', { n: 5 }, '`args.n.startsWith("a")` cannot be evaluated'],
    ['args.list.all(x, x == 1)', { list: 'text' }, '`args.list` cannot be evaluated'],
    ['args.list.all(x, x > 1)', { list: ['a', null] }, '`(x > 1)` cannot be evaluated'],
    ['int(args.n) == 0', { n: '' }, 'a value is no integer'],
    ['int(args.n) == 16', { n: '0x10' }, 'a value is no integer'],
    ['int(args.n) == 1', { n: 1e300 }, 'a value is no integer'],
    ['int(args.n) == 1', { n: true }, 'a value is no integer'],
    ['double(args.n) == 16.0', { n: '0x10' }, 'a value is no number'],
    ['1 / int(args.n) == 1', { n: 0 }, 'cannot be evaluated with the values that it has'],
    ['int(args.n) * 2 == 1', { n: 9e18 }, 'cannot be evaluated with the values that it has'],
    ['bool(args.b)', { b: 'secret value' }, '`bool(args.b)` cannot be evaluated'],
    ['args.constructor == 1', { constructor: 1 }, '`when` cannot be evaluated'],
    ['args.a.x == 1', { a: { x: 1, constructor: 'y' } }, '`when` cannot be evaluated'],
    ['host(args.url) == "a"', { url: 'secret value' }, 'an address is no URL'],
    ['under(args.path, "/data")', {}, '`args.path` is not known'],
    ['under(args.path, "/data")', { path: 7 }, 'a path cannot be judged'],
  ])('%s with %j cannot be evaluated, and says so without a value of the call', (text, args, message) => {
    const outcome = evaluate(text, { args });
    expect(outcome.result).toBe('error');
    expect(outcome.message).toContain(message);
    expect(outcome.message).not.toContain('secret value');
  });

  it('passes over an error that does not matter, as CEL does', () => {
    expect(result('true || args.zz == 1')).toBe('match');
    expect(result('args.zz == 1 || true')).toBe('match');
    expect(result('false && args.zz == 1')).toBe('miss');
    expect(result('args.list.exists(x, x > 1)', { args: { list: ['a', 2] } })).toBe('match');
  });
});

describe('a condition that does not hold what it must', () => {
  it.each<[string, string[]]>([
    ['', ['0: the expression ends too early']],
    ['method == "a\u202eb"', ['12: the expression has an invisible character (U+202E), expected only visible ones']],
    ['method == "a" // \u200b', ['17: the expression has an invisible character (U+200B), expected only visible ones']],
    ['args.n >', ['8: the expression ends too early']],
    ['args.n >>  1', ['8: unexpected `>`']],
    ['(args.n > 1', ['11: the expression ends too early']],
    ['args.n > 1)', ['10: unexpected character: `)`']],
    ['args.n = 1', ['7: unexpected character: =']],
    ['"abc', ['0: unterminated string']],
    ['args.?n', ['5: expected IDENTIFIER, got QUESTION']],
    ['if > 1', ['0: reserved identifier: if']],
    ['1', ['0: the expression gives int, expected true or false (bool)']],
    [
      'args.flag',
      ['0: the expression gives dyn, expected true or false (bool); compare it with a value, such as `… == true`'],
    ],
    ['[true]', ['0: the expression gives list<bool>, expected true or false (bool)']],
    ['agent.name == 1', ['0: no such overload: string == int']],
    ['session.calls == "1"', ['0: no such overload: int == string']],
    ['tool.risk.lvl == "a"', ['10: `tool.risk` has no `lvl`, expected one of `level`, `effects`']],
    ['method.startsWith(1)', ['0: found no matching overload for `string.startsWith(int)`']],
    ['[1, "a"] == []', ['4: list elements must have the same type, expected type `int` but found `string`']],
    ['args.l.all(x, 1)', ['14: all(var, predicate) predicate must return bool, got `int`']],
    ['has(args)', ['4: has() invalid argument']],
    ['!agent.name', ['0: no such overload: !string']],
    ['true ? 1 : "a"', ['0: ternary branches must have the same type, got `int` and `string`']],
    ['now > 1', ['0: no such overload: google.protobuf.Timestamp > int']],
    ['a'.repeat(MAX_TEXT + 1), [`0: the expression is longer than ${MAX_TEXT} characters`]],
  ])('%s is refused', (text, problems) => {
    expect(compile(text)).toEqual(problems);
  });

  it('reports every name and function that is unknown at once', () => {
    expect(compile('agnt.name == "a" && tool.nam.startWith("b") && foo(1)')).toEqual([
      '0: unknown name `agnt`, did you mean `agent`?',
      '25: `tool` has no `nam`, did you mean `name`?',
      '29: unknown method `startWith`, did you mean `startsWith`?',
      '47: unknown function `foo`',
    ]);
  });
});

describe('the cost of a condition', () => {
  const list = (length: number): JsonObject => ({ list: Array.from({ length }, () => 'a') });

  it('has a bound: what takes longer is no match, whatever CEL would pass over', () => {
    expect(result('args.list.all(x, x == "a")', { args: list(500) })).toBe('match');
    const tooLong = 'it would take too many steps';
    for (const text of [
      'args.list.all(x, x == "a")',
      'args.list.all(x, x == "a") || true',
      'args.list.exists(x, args.list.exists(y, x == y))',
      '[1].exists(i, args.list.all(x, x == "a")) || true',
      'args.list.map(x, x).filter(x, x == "a").size() > 0',
    ]) {
      const outcome = evaluate(text, { args: list(MAX_STEPS) });
      expect(outcome).toEqual({ result: 'error', message: expect.stringContaining(tooLong) as string });
    }
    // Short circuits stay short.
    expect(result('true || args.list.all(x, x == "a")', { args: list(MAX_STEPS) })).toBe('match');
  });

  it('counts the length of the arguments, which each item may be compared with', () => {
    const text = 'args.list.exists(x, args.text.contains(x + "!"))';
    expect(result(text, { args: { ...list(50), text: 'b' } })).toBe('miss');
    expect(result(text, { args: { ...list(50), text: 'b'.repeat(1_000_000) } })).toBe('error');
  });

  it('counts paths and regular expressions for what they are', () => {
    const paths = { list: Array.from({ length: 300 }, (_, index) => `/data/${index}`) };
    expect(result('args.list.all(p, under(p, "/data"))', { args: paths })).toBe('error');
    expect(result('under(args.list, "/data")', { args: paths })).toBe('match');
    expect(result('args.list.all(p, p.matches("[0-9]$"))', { args: paths })).toBe('match');
    expect(result('args.text.matches("x")', { args: { text: 'a'.repeat(3_000_000) } })).toBe('error');
  });

  it('is small for the worst that arguments can be', () => {
    const args = { list: Array.from({ length: 90 }, () => 'a'.repeat(1000)) };
    const started = performance.now();
    result('args.list.all(x, args.list.all(y, x == y && (x + y).contains(x)))', { args });
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('does not overflow on what is nested', () => {
    let deep: JsonValue = 1;
    for (let depth = 0; depth < 5000; depth++) deep = [deep];
    expect(['match', 'error']).toContain(result('args.a == args.b', { args: { a: deep, b: structuredCloneOf(deep) } }));
    expect(compile(`${'('.repeat(900)}true${')'.repeat(900)}`)).toEqual([expect.any(String)]);
    expect(compile(`${'!'.repeat(1500)}true`)).toEqual([expect.any(String)]);
  });
});

describe('evaluating', () => {
  it('never throws, and never matches by what is not there', () => {
    const texts = ['args.a == 1', 'args.a.b.c == "x"', 'args.l.all(x, x.y > 1)', 'size(args) > 0 && args.a in args.l'];
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.dictionary(fc.constantFrom('a', 'b', 'l', 'constructor', '__proto__'), fc.jsonValue()),
        (text, given) => {
          const args = JSON.parse(JSON.stringify(given)) as JsonObject;
          const outcome = evaluate(text, { args });
          expect(['match', 'miss', 'error']).toContain(outcome.result);
          if (Object.keys(args).length === 0 && !text.startsWith('size')) expect(outcome.result).toBe('error');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('keeps nothing from one call to the next', () => {
    const compiled = compile('args.list.exists(x, x == "b") && now > timestamp("2026-01-01T00:00:00Z")');
    if (Array.isArray(compiled)) throw new Error('not compiled');
    expect([1, 2, 1].map((n) => result('args.n == 1', { args: { n } }))).toEqual(['match', 'miss', 'match']);
  });

  it('shares one engine among policies', async () => {
    const [one, two] = await Promise.all([loadWhenCompiler(null), loadWhenCompiler(null)]);
    expect('problems' in one('tool.pinned')).toBe(false);
    expect('problems' in two('tool.pinned')).toBe(false);
    // Without an engine for regular expressions nothing is taken on trust.
    expect(one('args.a.matches("b")')).toEqual({
      problems: [{ index: 15, message: 'the regular expression engine is not loaded, in `b`' }],
    });
  });
});

function structuredCloneOf(value: JsonValue): JsonValue {
  let depth = 0;
  for (let at = value; Array.isArray(at); at = at[0] ?? null) depth++;
  let copy: JsonValue = 1;
  for (; depth > 0; depth--) copy = [copy];
  return copy;
}
