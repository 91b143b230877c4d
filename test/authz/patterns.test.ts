import { describe, expect, it } from 'vitest';
import { actionsShape, nameGlobsShape, owaspShape, patternOf, patternsShape } from '../../src/authz/patterns.ts';
import type { Shape } from '../../src/authz/shape.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';
import { nodeOf } from '../support/policyOf.ts';
import { reading } from './reading.ts';

const read = <T>(shape: Shape<T>, given: JsonValue) => reading((context) => shape.read(nodeOf(given), context));

describe('patternsShape', () => {
  it('reads one glob, or a list', () => {
    expect(read(patternsShape('a glob'), 'a*').value).toMatchObject([{ text: 'a*' }]);
    expect(read(patternsShape('a glob'), ['a', 'b']).value).toHaveLength(2);
  });

  it('stops a star at the separator, if there is one', () => {
    const [name] = read(patternsShape('a glob'), 'a*').value ?? [];
    const [path] = read(patternsShape('a glob', '/'), 'a*').value ?? [];
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
    expect(read(patternsShape('a glob'), given).messages).toHaveLength(count);
  });
});

describe('nameGlobsShape', () => {
  it('takes a list only', () => {
    expect(read(nameGlobsShape('agent'), ['*']).value).toHaveLength(1);
    expect(read(nameGlobsShape('agent'), '*').messages).toHaveLength(1);
    expect(read(nameGlobsShape('agent'), []).messages).toHaveLength(1);
  });
});

describe('actionsShape', () => {
  it.each<[string, boolean, boolean, boolean]>([
    // action, matches fs/read, matches git/read, matches fs/write
    ['read', true, true, false],
    ['fs/read', true, false, false],
    ['*/read', true, true, false],
    ['fs/*', true, false, true],
    ['{fs,git}/{read,x}', true, true, false],
  ])('reads %s', (text, fsRead, gitRead, fsWrite) => {
    const [action] = read(actionsShape, text).value ?? [];
    const matches = (server: string, name: string): boolean =>
      (action?.server?.test(server) ?? true) && action?.name.test(name) === true;
    expect([matches('fs', 'read'), matches('git', 'read'), matches('fs', 'write')]).toEqual([fsRead, gitRead, fsWrite]);
  });

  it.each(['/', 'a/', '/a', '', '[/a', 'a/['])('reports %j', (text) => {
    const { value, messages } = read(actionsShape, text);
    expect(value).toEqual([]);
    expect(messages).toHaveLength(1);
  });
});

describe('owaspShape', () => {
  it('reads known ids, each once', () => {
    expect(read(owaspShape, ['ASI01', 'MCP10', 'ASI01']).value).toEqual(['ASI01', 'MCP10']);
  });

  it.each<[JsonValue]>([[['ASI11']], [['asi01']], [['constructor']], [[]], ['ASI01'], [[1]]])('reports %j', (given) => {
    expect(read(owaspShape, given).messages).toHaveLength(1);
  });
});

describe('patternOf', () => {
  it('compiles what the language itself supplies', () => {
    expect(patternOf('*').glob.test('anything')).toBe(true);
    expect(() => patternOf('[')).toThrow();
  });
});
