import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFaithful } from '../../src/jsonrpc/faithful.ts';

/** The exact value as a fraction of big integers. */
function rational(literal: string): { numerator: bigint; power: number } {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? [];
  return { numerator: BigInt(`${sign}${whole}${fraction}`), power: Number(exponent) - fraction.length };
}

function reference(literal: string): boolean {
  const value = Number(literal);
  if (!Number.isFinite(value) || Object.is(value, -0)) return false;
  const a = rational(literal);
  const b = rational(String(value));
  const low = Math.min(a.power, b.power);
  return a.numerator * 10n ** BigInt(a.power - low) === b.numerator * 10n ** BigInt(b.power - low);
}

describe('isFaithful', () => {
  it.each([
    ...[
      '0',
      '1',
      '-1',
      '1.0',
      '1.50',
      '0.1',
      '1e3',
      '1E+2',
      '1e-2',
      '0.0',
      '0e5',
      '0e99999999999999999999',
      '0.000e-7',
    ],
    ...['9007199254740991', '9007199254740992', '-9007199254740991', '123456789012345680000', '1e21', '1e300'],
    ...['5e-324', '1.7976931348623157e308', '0.30000000000000004', '100000000000000000000000', '1e+21', '0.1e1'],
    ...[
      '12300000000000000000000e-20',
      '0.000000000000000000000000000001',
      `1${'0'.repeat(300)}`,
      `0.${'0'.repeat(400)}`,
    ],
  ])('%s is held', (literal) => {
    expect(isFaithful(literal)).toBe(true);
  });

  it.each([
    ...['9007199254740993', '-9007199254740993', '1e400', '-1e400', '1e-400', '-1e-400', '-0', '-0.0', '-0e5'],
    ...['0.1000000000000000055511151231257827', '0.30000000000000004441', '1.00000000000000000001', '3e-324'],
    ...['123456789012345678901', '1e99999999999999999999', `1${'0'.repeat(400)}`, `0.${'0'.repeat(400)}1`],
    ...['9007199254740993.0', '9007199254740993e0', '900719925474099.3e1', '1.7976931348623158e308'],
  ])('%s is not', (literal) => {
    expect(isFaithful(literal)).toBe(false);
  });

  it('agrees with exact arithmetic on any literal', () => {
    const digits = (maxLength: number) =>
      fc.string({ unit: fc.integer({ min: 0, max: 9 }).map(String), minLength: 1, maxLength });
    const literal = fc
      .tuple(
        fc.constantFrom('', '-'),
        digits(20).map((text) => text.replace(/^0+(?=\d)/, '')),
        fc.option(digits(20)),
        fc.option(fc.tuple(fc.constantFrom('e', 'E'), fc.constantFrom('', '+', '-'), fc.integer({ min: 0, max: 330 }))),
      )
      .map(([sign, whole, fraction, exponent]) =>
        [sign, whole, fraction === null ? '' : `.${fraction}`, exponent?.join('') ?? ''].join(''),
      );
    const aroundTheLimit = fc.bigInt({ min: 2n ** 53n - 50n, max: 2n ** 54n }).map(String);
    fc.assert(
      fc.property(fc.oneof(literal, aroundTheLimit), (text) => {
        expect(isFaithful(text)).toBe(reference(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('holds every number as JavaScript spells it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(isFaithful(JSON.stringify(value))).toBe(true);
        expect(isFaithful(value.toExponential())).toBe(true);
      }),
    );
  });

  it('is linear in the length of a literal', () => {
    const started = performance.now();
    expect(isFaithful('9'.repeat(3_000_000))).toBe(false);
    expect(isFaithful(`1${'0'.repeat(3_000_000)}1e-3000001`)).toBe(false);
    expect(isFaithful(`0.${'0'.repeat(3_000_000)}`)).toBe(true);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
