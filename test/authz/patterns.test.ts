import { describe, expect, it } from 'vitest';
import { patternOf, readActions, readOwasp, readPatternList, readPatterns } from '../../src/authz/patterns.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';
import { nodeOf } from '../support/policyOf.ts';

function reporting<T>(read: (report: (at: unknown, message: string) => void) => T): { value: T; messages: string[] } {
  const messages: string[] = [];
  return { value: read((_, message) => messages.push(message)), messages };
}

describe('readPatterns', () => {
  it('reads one glob, or a list', () => {
    expect(reporting((report) => readPatterns(nodeOf('a*'), 'a glob', report)).value).toMatchObject([{ text: 'a*' }]);
    expect(reporting((report) => readPatterns(nodeOf(['a', 'b']), 'a glob', report)).value).toHaveLength(2);
  });

  it('stops a star at the separator, if there is one', () => {
    const [name] = reporting((report) => readPatterns(nodeOf('a*'), 'a glob', report)).value;
    const [path] = reporting((report) => readPatterns(nodeOf('a*'), 'a glob', report, '/')).value;
    expect([name?.glob.test('a/b'), path?.glob.test('a/b')]).toEqual([true, false]);
  });

  it.each<[JsonValue, number]>([
    [[], 1],
    ['', 1],
    ['[', 1],
    [['[', 'a', '{'], 2],
    [['a', 3, null], 2],
    [{ a: 'b' }, 1],
  ])('reports each problem of %j', (given, count) => {
    expect(reporting((report) => readPatterns(nodeOf(given), 'a glob', report)).messages).toHaveLength(count);
  });
});

describe('readPatternList', () => {
  it('takes a list only', () => {
    expect(reporting((report) => readPatternList(nodeOf(['*']), 'agent', report)).value).toHaveLength(1);
    expect(reporting((report) => readPatternList(nodeOf('*'), 'agent', report)).messages).toHaveLength(1);
  });
});

describe('readActions', () => {
  it.each<[string, boolean, boolean, boolean]>([
    // action, matches fs/read, matches git/read, matches fs/write
    ['read', true, true, false],
    ['fs/read', true, false, false],
    ['*/read', true, true, false],
    ['fs/*', true, false, true],
    ['{fs,git}/{read,x}', true, true, false],
  ])('reads %s', (text, fsRead, gitRead, fsWrite) => {
    const [action] = reporting((report) => readActions(nodeOf(text), report)).value;
    const matches = (server: string, name: string): boolean =>
      (action?.server?.test(server) ?? true) && action?.name.test(name) === true;
    expect([matches('fs', 'read'), matches('git', 'read'), matches('fs', 'write')]).toEqual([fsRead, gitRead, fsWrite]);
  });

  it.each(['/', 'a/', '/a', '', '[/a', 'a/['])('reports %j', (text) => {
    const { value, messages } = reporting((report) => readActions(nodeOf(text), report));
    expect(value).toEqual([]);
    expect(messages).toHaveLength(1);
  });
});

describe('readOwasp', () => {
  it('reads known ids, each once', () => {
    expect(reporting((report) => readOwasp(nodeOf(['ASI01', 'MCP10', 'ASI01']), report)).value).toEqual([
      'ASI01',
      'MCP10',
    ]);
    expect(reporting((report) => readOwasp(undefined, report))).toEqual({ value: [], messages: [] });
  });

  it.each<[JsonValue]>([[['ASI11']], [['asi01']], [['constructor']], [[]], ['ASI01'], [[1]]])('reports %j', (given) => {
    expect(reporting((report) => readOwasp(nodeOf(given), report)).messages).toHaveLength(1);
  });
});

describe('patternOf', () => {
  it('compiles what the language itself supplies', () => {
    expect(patternOf('*').glob.test('anything')).toBe(true);
    expect(() => patternOf('[')).toThrow();
  });
});
