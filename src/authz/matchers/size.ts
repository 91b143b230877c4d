import type { JsonValue } from '../../jsonrpc/message.ts';
import { readCount, readNumber } from './operand.ts';
import type { MatcherRow } from './row.ts';

/** `min`, `max` (numbers), `min_length`, `max_length` (code points of a string, items of an array); bounds included. */
export const sizes: readonly MatcherRow[] = [
  sizeRow('min', 'at least', readNumber, numberOf, (size, bound) => size >= bound),
  sizeRow('max', 'at most', readNumber, numberOf, (size, bound) => size <= bound),
  sizeRow('min_length', 'of a length of at least', readCount, lengthOf, (size, bound) => size >= bound),
  sizeRow('max_length', 'of a length of at most', readCount, lengthOf, (size, bound) => size <= bound),
];

function sizeRow(
  key: string,
  phrase: string,
  read: typeof readNumber,
  sizeOf: (value: JsonValue | undefined) => number | null,
  holds: (size: number, bound: number) => boolean,
): MatcherRow {
  return {
    key,
    description: `A ${key.includes('length') ? 'text or list' : 'number'} ${phrase} so much; the bound is included.`,
    schema: read === readNumber ? { type: 'number' } : { type: 'integer', minimum: 0 },
    parse(operand, { report }) {
      const bound = read(operand, report);
      if (bound === null) return null;
      return {
        wants: `${phrase} ${bound}`,
        test(value) {
          const size = sizeOf(value);
          if (size === null) return 'error';
          return holds(size, bound) ? 'match' : 'miss';
        },
      };
    },
  };
}

function numberOf(value: JsonValue | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function lengthOf(value: JsonValue | undefined): number | null {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'string' ? countCodePoints(value) : null;
}

function countCodePoints(text: string): number {
  let pairs = 0;
  for (let index = 0; index < text.length; index++) {
    if ((text.codePointAt(index) ?? 0) > 0xffff) {
      pairs++;
      index++;
    }
  }
  return text.length - pairs;
}
