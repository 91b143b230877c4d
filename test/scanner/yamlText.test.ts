import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { HIDDEN } from '../../scanner/hidden.ts';
import { flow, keyText, quotedText } from '../../scanner/yamlText.ts';
import { anyText } from './anyText.ts';

describe('flow', () => {
  it('writes what a person would', () => {
    expect(flow({ under: ['/data', '~/x'], optional: true })).toBe('{ under: ["/data", "~/x"], optional: true }');
    expect(flow({})).toBe('{}');
  });

  it('is read back by YAML as it was', () => {
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        anyText(20),
        fc.integer(),
        fc.boolean(),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.string({ maxLength: 20 }), tie('value'), { maxKeys: 3, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(value, (data) => {
        const written = flow(data as Parameters<typeof flow>[0]);
        expect(parse(`key: ${written}`, { schema: 'core', version: '1.2' })).toEqual({ key: data });
      }),
      { numRuns: 300 },
    );
  });
});

describe('quotedText', () => {
  it('hides nothing: what cannot be seen is an escape', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        const quoted = quotedText(text);
        expect(HIDDEN.test(quoted)).toBe(false);
        expect(parse(quoted)).toBe(text);
      }),
    );
  });

  it('leaves letters of other scripts readable', () => {
    expect(quotedText('café 日本')).toBe('"café 日本"');
    expect(quotedText('a\u202eb\u{e0041}')).toBe(String.raw`"a\u202eb\udb40\udc41"`);
  });
});

describe('keyText', () => {
  it.each([
    ['path', 'path'],
    ['max-count_2', 'max-count_2'],
    ['no', '"no"'],
    ['Null', '"Null"'],
    ['a.b', '"a.b"'],
    ['2nd', '"2nd"'],
    ['', '""'],
    ['a: b', '"a: b"'],
  ])('writes the key %j as %s', (key, written) => {
    expect(keyText(key)).toBe(written);
  });
});
