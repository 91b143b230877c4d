import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rewriteTexts } from '../../src/jsonrpc/rewrite.ts';

describe('rewriteTexts', () => {
  it('replaces a text where it stands, and leaves every other byte', () => {
    const text = '{ "a" : [ 1.0, {"b":"x\\u0041","b2":"x"} ], "a" : 9007199254740993, "c":"\\/" }';
    const out = rewriteTexts(text, (path, value) => (path.join('/') === 'a/1/b' ? `${value}!` : null));
    expect(out).toBe('{ "a" : [ 1.0, {"b":"xA!","b2":"x"} ], "a" : 9007199254740993, "c":"\\/" }');
  });

  it('is asked for values, never for keys, and knows where each stands', () => {
    const asked: string[] = [];
    rewriteTexts('{"k":["a",["b","c"],{"d":"e","f":{}}],"g":"h","":[[],"i"]}', (path, value) => {
      asked.push(`${path.join('/')}=${value}`);
      return null;
    });
    expect(asked).toEqual(['k/0=a', 'k/1/0=b', 'k/1/1=c', 'k/2/d=e', 'g=h', '/1=i']);
  });

  it('reads a text that is no more than a text', () => {
    expect(rewriteTexts('"a\\"b"', (path, value) => (path.length === 0 ? value.toUpperCase() : null))).toBe('"A\\"B"');
  });

  it('changes nothing where nothing is to be replaced, however the JSON is spelled', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1, 4), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(rewriteTexts(text, () => null)).toBe(text);
      }),
    );
  });

  it('gives what a parser would, were each text replaced in its value', () => {
    const upper = (value: unknown): unknown => {
      if (typeof value === 'string') return `<${value}>`;
      if (Array.isArray(value)) return value.map(upper);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, upper(each)]));
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.parse(rewriteTexts(text, (_, each) => `<${each}>`))).toEqual(upper(JSON.parse(text)));
      }),
    );
  });

  it('reads a deep nest and a long text in no time that grows faster than they do', () => {
    const deep = `${'['.repeat(100_000)}"x"${']'.repeat(100_000)}`;
    expect(rewriteTexts(deep, () => 'y')).toContain('"y"');
  });
});
