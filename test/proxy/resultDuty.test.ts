import { describe, expect, it } from 'vitest';
import type { ResultInspection } from '../../src/authz/decision.ts';
import { dutyOf } from '../../src/proxy/resultDuty.ts';

const inspection = (wants: Partial<ResultInspection>, rule = 'r'): ResultInspection => ({
  type: 'inspect-result',
  rule: { policy: 'p', rule },
  secrets: 'allow',
  injection: 'allow',
  maxBytes: null,
  taint: false,
  ...wants,
});

describe('dutyOf', () => {
  it('is none where no rule wants anything', () => expect(dutyOf([])).toBeNull());

  it('is what the one rule wants', () => {
    expect(dutyOf([inspection({ secrets: 'redact', maxBytes: 5 })])).toEqual({
      rules: [{ policy: 'p', rule: 'r' }],
      secrets: 'redact',
      injection: 'allow',
      maxBytes: 5,
      taint: false,
    });
  });

  it.each<[Partial<ResultInspection>, Partial<ResultInspection>, Partial<ResultInspection>]>([
    [{ secrets: 'redact' }, { secrets: 'deny' }, { secrets: 'deny' }],
    [{ secrets: 'allow' }, { secrets: 'redact' }, { secrets: 'redact' }],
    [{ injection: 'flag' }, { injection: 'deny' }, { injection: 'deny' }],
    [{ injection: 'flag' }, { injection: 'allow' }, { injection: 'flag' }],
    [{ maxBytes: 10 }, { maxBytes: 5 }, { maxBytes: 5 }],
    [{ maxBytes: 10 }, { maxBytes: null }, { maxBytes: 10 }],
    [{ taint: true }, { taint: false }, { taint: true }],
  ])('is the stricter of %j and %j, whichever comes first', (one, other, want) => {
    const [a, b] = [inspection(one, 'a'), inspection(other, 'b')];
    expect(dutyOf([a, b])).toMatchObject(want);
    expect(dutyOf([b, a])).toMatchObject(want);
    expect(dutyOf([a, b])?.rules.map(({ rule }) => rule)).toEqual(['a', 'b']);
  });
});
