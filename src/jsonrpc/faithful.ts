/** Any decimal of 15 significant digits survives an IEEE 754 double and comes back as itself. */
const SHORT = 15;

/**
 * Whether a JavaScript number holds all that this JSON number says: its exact decimal value is that of the shortest
 * spelling of `Number(literal)`. `1.0`, `1e3` and `0.1` are held, `9007199254740993` and `1e400` are not; nor is `-0`,
 * which `JSON.stringify` writes as `0`.
 */
export function isFaithful(literal: string): boolean {
  const value = Number(literal);
  if (Object.is(value, -0)) return false;
  if (literal.length <= SHORT && !hasExponent(literal)) return true;
  const spelling = String(value);
  return spelling === literal || (Number.isFinite(value) && sameDecimal(decimalOf(literal), decimalOf(spelling)));
}

function hasExponent(literal: string): boolean {
  return literal.includes('e') || literal.includes('E');
}

/** A decimal value in one form: `digits` times ten to the power of `exponent`, no zero at either end of the digits. */
interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

function sameDecimal(a: Decimal, b: Decimal): boolean {
  // Zero is without digits, and any exponent. The sign survives in every other number.
  return a.digits === b.digits && (a.digits === '' || a.exponent === b.exponent);
}

/** Loops instead of patterns: the literal may be as long as a line, and every pattern here would backtrack. */
function decimalOf(literal: string): Decimal {
  const mantissaEnd = literal.search(/[eE]/);
  const mantissa = mantissaEnd === -1 ? literal : literal.slice(0, mantissaEnd);
  const power = mantissaEnd === -1 ? 0 : Number(literal.slice(mantissaEnd + 1));
  const unsigned = mantissa.startsWith('-') ? mantissa.slice(1) : mantissa;
  const point = unsigned.indexOf('.');
  const digits = point === -1 ? unsigned : unsigned.slice(0, point) + unsigned.slice(point + 1);
  const places = point === -1 ? 0 : unsigned.length - point - 1;
  let start = 0;
  while (start < digits.length && digits[start] === '0') start += 1;
  let end = digits.length;
  while (end > start && digits[end - 1] === '0') end -= 1;
  return { digits: digits.slice(start, end), exponent: power - places + (digits.length - end) };
}
