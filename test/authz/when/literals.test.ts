import { describe, expect, it } from 'vitest';
import { type LiteralKind, literalProblem } from '../../../src/authz/when/literals.ts';
import { engines } from '../../support/policyOf.ts';
import { compile } from './support.ts';

describe('literalProblem', () => {
  it.each<[LiteralKind, string]>([
    ['pattern', '^a+$'],
    ['zone', 'Europe/Berlin'],
    ['moment', '2026-01-31T09:00:00Z'],
    ['moment', '2026-01-31T09:00:00.5+01:00'],
    ['duration', '90s'],
    ['duration', '1h30m'],
    ['duration', '-1.5h'],
    ['directory', '/data'],
    ['directory', '~/work'],
  ])('finds nothing wrong with the %s %s', (kind, text) => {
    expect(literalProblem(kind, text, engines.regex)).toBeNull();
  });

  it.each<[LiteralKind, string, string]>([
    ['pattern', '(', 'expected RE2 syntax'],
    ['pattern', '(?=a)', 'expected RE2 syntax'],
    ['zone', 'Middle/Earth', 'unknown time zone'],
    ['moment', '2026-01-31', 'not a moment'],
    // Without a zone it would depend on where this runs.
    ['moment', '2026-01-31T09:00:00', 'not a moment'],
    ['moment', '2026-13-31T09:00:00Z', 'not a moment'],
    ['duration', '90', 'not a duration'],
    ['duration', '1d', 'not a duration'],
    ['duration', '', 'not a duration'],
    ['duration', '1h1h1h1h1h', 'not a duration'],
    ['directory', 'data', 'expected an absolute path'],
    ['directory', '/data/../etc', 'unexpected `.` or `..` in a path'],
    ['directory', '/data/*', 'unexpected wildcard'],
  ])('says what is wrong with the %s %j', (kind, text, message) => {
    expect(literalProblem(kind, text, engines.regex)).toContain(message);
  });

  it('trusts no pattern without an engine', () => {
    expect(literalProblem('pattern', 'a', null)).toBe('the regular expression engine is not loaded');
  });
});

describe('what stands in the policy', () => {
  it.each([
    ['args.a.matches(args.b)', '15: `matches` takes a text here, as it stands in the policy'],
    ['args.a.matches("a" + "b")', '15: `matches` takes a text here, as it stands in the policy'],
    ['now.getHours(args.zone) == 1', '13: `getHours` takes a text here, as it stands in the policy'],
    ['now > timestamp(args.t)', '16: `timestamp` takes a text here, as it stands in the policy'],
    ['now > timestamp(0)', '16: `timestamp` takes a text here, as it stands in the policy'],
    ['duration(args.d) > duration("1s")', '9: `duration` takes a text here, as it stands in the policy'],
    ['under(args.a, args.b)', '14: `under` takes a text here, as it stands in the policy'],
    [
      'now.getHours("Mars") == 1',
      '13: unknown time zone, expected one such as `Europe/Berlin`, `UTC` or `+02:00`, in `Mars`',
    ],
    ['under(args.a, "b")', '14: expected an absolute path, or one that starts with `~/`, in `b`'],
  ])('%s cannot come from a call', (text, problem) => {
    expect(compile(text)).toEqual([problem]);
  });
});
