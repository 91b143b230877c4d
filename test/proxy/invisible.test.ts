import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stripInvisible } from '../../src/proxy/invisible.ts';

const line = (description: string): string => JSON.stringify({ result: { tools: [{ name: 'a\u200b', description }] } });
const after = (description: string): string => {
  const { tools } = (
    JSON.parse(stripInvisible(line(description)).text) as { result: { tools: { description: string }[] } }
  ).result;
  return tools[0]?.description ?? '';
};

describe('stripInvisible', () => {
  it.each([
    ['zero width', 'a\u200bb\u2060c\ufeffd', 'abcd'],
    ['tags', 'a\u{e0041}\u{e007f}b', 'ab'],
    ['turned text', 'a\u202eb\u2066c\u2069', 'abc'],
    ['terminal sequences', 'a\u001b[2Jb\u009b', 'a[2Jb'],
    ['selectors behind no sign', 'a\ufe0fb\u{e0100}', 'ab'],
    ['joiners between letters that do not join', 'pass\u200dword\u200c', 'password'],
    ['a soft hyphen', 'a\u00adb', 'ab'],
  ])('takes out %s', (_, text, visible) => {
    expect(after(text)).toBe(visible);
  });

  it.each([
    ['Persian', 'می\u200cخواهم'],
    ['emoji', '\u{1F469}\u200D\u{1F4BB} \u2764\ufe0f'],
    ['Devanagari', 'क्\u200dष'],
    ['accents', 'nai\u0308ve caf\u00e9'],
    ['line ends and tabs', 'a\n\tb\r\n'],
  ])('leaves %s as it is written', (_, text) => {
    expect(after(text)).toBe(text);
  });

  it('leaves names, keys and values alone: calls are made with them', () => {
    const sent =
      '{"result":{"tools":[{"name":"a\u200b","inputSchema":{"enum":["\u200b"],"properties":{"k\u200b":{"default":"\u200b"}}}}]}}';
    expect(stripInvisible(sent)).toEqual({ text: sent, count: 0 });
  });

  it('sees characters that are written as escapes, and leaves every other byte', () => {
    const sent = String.raw`{ "result":{"tools":[{"description":"a\u200bb", "n":1.0}],"instructions":"\u202e"} }`;
    const stripped = String.raw`{ "result":{"tools":[{"description":"ab", "n":1.0}],"instructions":""} }`;
    expect(stripInvisible(sent)).toEqual({ text: stripped, count: 2 });
  });

  it('finds nothing more in what it has stripped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = stripInvisible(line(text));
        expect(stripInvisible(once.text).count).toBe(0);
        expect(JSON.parse(once.text)).toBeTruthy();
      }),
    );
  });
});
