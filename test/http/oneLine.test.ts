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

  it.each([
    ['a byte order mark', '\uFEFF{\n"a":1}'],
    ['a line separator of Unicode', '{"a":1}\u2028'],
    ['a vertical tab', '{\n"a":\v1}'],
    ['two messages', '{"a":1}\n{"a":2}'],
    ['a comment', '{"a":1 //\n}'],
    ['a string that is not closed', '{"a":"\r\n"'],
  ])('leaves %s to be refused', (_, text) => expect(read(text)).toBe(text));

  it('changes no byte but line breaks, those that are no UTF-8 included', () => {
    const body = Buffer.from('{\n"a":"\xff\xc0"\r}', 'latin1');
    expect(oneLine(body).toString('latin1')).toBe('{ "a":"\xff\xc0" }');
    expect(body.toString('latin1')).toContain('\n');
  });

  it('reads a body of line breaks alone, and one that nests without end, in no time', () => {
    expect(oneLine(Buffer.alloc(1_000_000, '\n'))).toHaveLength(0);
    const deep = Buffer.from('[\n'.repeat(200_000));
    expect(oneLine(deep).equals(deep.subarray(0, -1))).toBe(true);
  });
});
