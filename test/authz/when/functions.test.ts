import { describe, expect, it } from 'vitest';
import { EXTRA_SIGNATURES, findFunctions, functionNames, OWN, ownName } from '../../../src/authz/when/functions.ts';
import { compile, evaluate, result } from './support.ts';

const now = { facts: { now: Date.UTC(2026, 6, 1, 10, 11, 12, 345) } };

describe('the functions', () => {
  it('fold ASCII letters alone', () => {
    expect(result('args.a.lowerAscii() == "k\u212a\u0130"', { args: { a: 'K\u212a\u0130' } })).toBe('match');
    expect(result('args.a.upperAscii() == "S\u017f\u00df"', { args: { a: 's\u017f\u00df' } })).toBe('match');
  });

  it('search for a regular expression in linear time', () => {
    const started = performance.now();
    expect(result('args.a.matches("^(a+)+$")', { args: { a: `${'a'.repeat(5000)}!` } })).toBe('miss');
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it.each<[string, number | string, string]>([
    ['int', 5, '5'],
    ['int', -5.9, '-5'],
    ['int', '5', '5'],
    ['int', '-0', '0'],
    ['double', '1e3', '1000.0'],
    ['double', '-0.5', '-0.5'],
  ])('%s(%j) is %s', (name, given, want) => {
    expect(result(`${name}(args.a) == ${want}`, { args: { a: given } })).toBe('match');
  });

  it.each(['int', 'double'])('%s takes nothing that servers may read otherwise', (name) => {
    for (const given of [
      '',
      ' 1',
      '1 ',
      '+1',
      '0x1',
      '0b1',
      '1_000',
      '١',
      'Infinity',
      'NaN',
      null,
      true,
      [1],
      '1'.repeat(65),
    ]) {
      expect(result(`${name}(args.a) == ${name}(args.a)`, { args: { a: given } })).toBe('error');
    }
  });

  it('show a moment as the clocks of a time zone do', () => {
    expect(result('now.getHours() == 10 && now.getMinutes() == 11 && now.getSeconds() == 12', now)).toBe('match');
    expect(result('now.getMilliseconds() == 345 && now.getFullYear() == 2026 && now.getMonth() == 6', now)).toBe(
      'match',
    );
    expect(result('now.getDate() == 1 && now.getDayOfMonth() == 0 && now.getDayOfWeek() == 3', now)).toBe('match');
    expect(result('now.getDayOfYear() == 181 && now.getHours("Europe/Berlin") == 12', now)).toBe('match');
    expect(result('now.getHours("-08:30") == 1 && now.getMinutes("-08:30") == 41', now)).toBe('match');
  });

  it('give the parts of a duration', () => {
    const facts = {
      ...now.facts,
      session: { calls: 0, denied: 0, tainted: false, toolsCalled: [], started: Date.UTC(2026, 6, 1, 9) },
    };
    expect(result('(now - session.started).getMinutes() == 71', { facts })).toBe('match');
    expect(
      result('now - session.started > duration("1h11m") && now - session.started < duration("72m")', { facts }),
    ).toBe('match');
  });

  it('judge paths as the matcher of that name does', () => {
    const under = (path: string | string[]) => result('under(args.p, "/data")', { args: { p: path } });
    expect(under('/data/a')).toBe('match');
    expect(under(['/data/a', '/data/b'])).toBe('match');
    expect(under('/data-evil/a')).toBe('miss');
    expect(under('/data/../etc')).toBe('miss');
    expect(under(['/data/a', '/etc'])).toBe('error');
    expect(under('/data/%2e%2e/etc')).toBe('error');
  });

  it('give the host of a URL that can be read in one way', () => {
    const host = (url: string) => result('host(args.u) == "example.com"', { args: { u: url } });
    expect([host('https://example.com/x'), host('HTTPS://EXAMPLE.com:8443')]).toEqual(['match', 'match']);
    expect([host('https://evil.com/?example.com'), host('https://example.com.evil.com')]).toEqual(['miss', 'miss']);
    for (const url of [
      'example.com',
      'https://example.com@evil.com',
      'https:/\\evil.com',
      'javascript:1',
      'https://0x7f.1',
    ]) {
      expect(host(url)).toBe('error');
    }
  });

  it('quote no value of a call in an error', () => {
    expect(evaluate('int(args.a) == 1', { args: { a: 'hunter2' } }).message).not.toContain('hunter2');
  });
});

describe('what the engine has besides', () => {
  it.each([
    'cel.bind(x, 1, x == 1)',
    'bytes("a") == bytes("a")',
    '"a".join() == "a"',
    '[["a"]].exists(x, x.join() == "a")',
    'uint(1) == uint(1)',
    'b"a" == b"a"',
    '1u == 1u',
    'google.protobuf.Timestamp == google.protobuf.Timestamp',
    '"a".substring(0) == "a"',
    'optional.of(1).hasValue()',
    'bounded_(1, 2) == 2',
    'matches_("a", "b")',
    'args.l.bind(x, 1)',
  ])('cannot be called: %s', (text) => {
    expect(compile(text)).toEqual(expect.arrayContaining([expect.stringMatching(/unknown|not supported/)]));
  });

  it.each([
    ['size(args.a, args.b) == 1', '0: `size` takes 1 argument, not 2'],
    ['now.getHours("UTC", "x") == 1', '4: `getHours` takes 0 or 1 argument, not 2'],
    ['startsWith(args.a, "b")', '0: no function `startsWith`, expected `x.startsWith(…)`'],
    ['args.a.under("/b")', '7: no method `under`, expected `under(…)`'],
    ['args.a.all(x)', '7: `all` takes a name for the item and what is asked of it'],
  ])('%s is told how it is called', (text, problem) => {
    expect(compile(text)).toEqual([problem]);
  });
});

describe('the table', () => {
  it('has our own for every row that says so, and no other', () => {
    const kinds = ['function', 'method'] as const;
    const rows = kinds.flatMap((kind) => functionNames(kind).flatMap((name) => findFunctions(name, kind)));
    const own = new Set(rows.filter(({ isOwn }) => isOwn === true).map(({ name }) => ownName(name)));
    expect(new Set([...OWN.map(({ name }) => name)])).toEqual(own.add(ownName('bounded')));
  });

  it('names the functions that CEL does not have', () => {
    expect(EXTRA_SIGNATURES.map((signature) => signature.replace(/\(.*/, ''))).toEqual(['under', 'host']);
  });
});
