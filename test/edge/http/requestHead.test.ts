import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestHead } from '../../../src/edge/http/requestHead.ts';

const head = (url: string, ...rawHeaders: string[]): RequestHead => new RequestHead({ url, rawHeaders });

describe('RequestHead', () => {
  it('knows headers by any letters, and how often each came', () => {
    const one = head('/', 'Accept', 'a', 'aCCEPT', 'b', 'Host', 'h');
    expect([one.value('accept'), one.count('accept')]).toEqual(['a, b', 2]);
    expect([one.value('host'), one.count('host')]).toEqual(['h', 1]);
    expect([one.value('origin'), one.count('origin')]).toEqual([null, 0]);
    expect([one.value('__proto__'), one.value('constructor')]).toEqual([null, null]);
  });

  it('tells an empty header from none', () => {
    expect(head('/', 'Origin', '').value('origin')).toBe('');
  });

  it('gives a family of headers in the order they came', () => {
    const one = head('/', 'Mcp-Param-B', '1', 'X', '2', 'mcp-param-a', '3', 'MCP-PARAM-B', '4');
    expect(one.beginningWith('mcp-param-')).toEqual([
      ['mcp-param-b', '1, 4'],
      ['mcp-param-a', '3'],
    ]);
  });

  it.each<[string, string | null, (string | null)[]]>([
    ['/mcp', '/mcp', ['h']],
    ['/mcp?a=/b', '/mcp', ['h']],
    ['//evil/mcp', '//evil/mcp', ['h']],
    ['/mcp/../x', '/mcp/../x', ['h']],
    ['*', null, ['h']],
    ['', null, ['h']],
    ['http://a:1/mcp?x', '/mcp', ['h', 'a:1']],
    ['HTTPS://a/mcp', '/mcp', ['h', 'a']],
    ['http://a', null, ['h', 'a']],
    ['http://a?/mcp', null, ['h', 'a']],
    ['http://u@a/mcp', '/mcp', ['h', 'u@a']],
    ['http:///mcp', '/mcp', ['h', '']],
    ['a:80', null, ['h']],
    ['ftp://a/mcp', null, ['h']],
  ])('reads the target as it is: %s', (url, path, hosts) => {
    const one = head(url, 'Host', 'h');
    expect([one.path, one.hosts]).toEqual([path, hosts]);
  });

  it('never takes another path for this one', () => {
    fc.assert(
      fc.property(fc.webPath(), fc.string(), (path, tail) => {
        const url = `${path}${tail}`;
        if (head(url).path === '/mcp') expect(url === '/mcp' || url.startsWith('/mcp?')).toBe(true);
      }),
    );
  });
});
