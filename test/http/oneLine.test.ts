import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneLine } from '../../src/http/oneLine.ts';

const read = (text: string): string => oneLine(Buffer.from(text)).toString();

describe('oneLine', () => {
  it.each([
    ['{"a":1}', '{"a":1}'],
    ['\r\n {"a":1}\n', '{"a":1}'],
    ['{\n  "a": 1\r\n}', '{   "a": 1  }'],
    ['"a\\nb"', '"a\\nb"'],
    ['{"a":"b\nc"}', '{"a":"b\nc"}'],
    ['{"a":\n', '{"a":'],
    ['{"a"\n:', '{"a"\n:'],
    ['', ''],
    ['\n', ''],
  ])('makes %j %j', (text, want) => expect(read(text)).toBe(want));

  it('keeps the value of every message, and no line break in it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('\n', ' ', '\r\n'), (value, end) => {
        const line = read(JSON.stringify(value, null, 2).replaceAll('\n', end));
        expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(line).not.toMatch(/[\r\n]/);
      }),
    );
  });
});
