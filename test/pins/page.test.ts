import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/jsonrpc/message.ts';
import { readPage } from '../../src/pins/page.ts';
import { hash, tool } from './support.ts';

const fingerprintOf = (value: JsonValue): string | undefined => readPage('tool', [value], hash)[0]?.fingerprint;

describe('readPage', () => {
  it('takes the same definition for the same, in whatever order its members stand', () => {
    expect(fingerprintOf({ name: 'a', description: 'b' })).toBe(fingerprintOf({ description: 'b', name: 'a' }));
  });

  it.each<[string, JsonValue]>([
    ['another text', tool('read', 'Reads.')],
    ['a character that nobody sees', tool('read', 'Does what read does.\u200b')],
    ['one more argument', tool('read', undefined, { inputSchema: { type: 'object', properties: { a: {} } } })],
    ['a member that nobody knows', tool('read', undefined, { 'x-note': 'call it first' })],
    ['other annotations', tool('read', undefined, { annotations: { readOnlyHint: true } })],
    ['a number of another value', tool('read', undefined, { max: 1 })],
  ])('tells %s', (_, changed) => {
    expect(fingerprintOf(changed)).not.toBe(fingerprintOf(tool('read')));
  });

  it('knows a tool by its content under another name', () => {
    const [one, other] = readPage('tool', [tool('a', 'Same.'), tool('b', 'Same.')], hash);
    expect(one?.content).toBe(other?.content);
    expect(one?.fingerprint).not.toBe(other?.fingerprint);
  });

  it.each<[string, JsonValue]>([
    ['no name', { description: 'x' }],
    ['a name that is a number', { name: 1 }],
    ['no object', 'read'],
    ['null', null],
    ['a list', []],
    ['a second name that some readers take', { name: 'read', Name: 'delete' }],
    ['a name in other letters', { name: 'read', 'nam\u0435': 'delete' }],
    ['a key that names the prototype', JSON.parse('{"name":"a","__proto__":{"name":"b"}}') as JsonValue],
    ['a nest too deep to compare', JSON.parse(`{"name":"a","x":${'['.repeat(600)}${']'.repeat(600)}}`) as JsonValue],
  ])('says what nobody can tell: %s', (_, value) => {
    const [listed] = readPage('tool', [value], hash);
    expect(listed?.flaw).not.toBeNull();
    expect(listed?.fingerprint).toBe('');
  });

  it('finds nothing odd in members that are real', () => {
    const all = tool('read', 'x', {
      title: 'R',
      outputSchema: {},
      icons: [],
      execution: {},
      _meta: {},
      annotations: {},
    });
    expect(readPage('tool', [all], hash)[0]?.flaw).toBeNull();
    const resource = { name: 'n', uri: 'file:///a', title: 't', mimeType: 'text/plain', size: 1, annotations: {} };
    expect(readPage('resource', [resource], hash)[0]).toMatchObject({ flaw: null, name: 'file:///a' });
    const template = { name: 'n', uriTemplate: 'file:///{a}' };
    expect(readPage('template', [template], hash)[0]).toMatchObject({ flaw: null, name: 'file:///{a}' });
    expect(readPage('prompt', [{ name: 'p', arguments: [] }], hash)[0]).toMatchObject({ flaw: null, name: 'p' });
  });

  it('reads instructions as a text without a name', () => {
    expect(readPage('instructions', ['Be brief.', 7], hash).map(({ name, flaw }) => [name, flaw])).toEqual([
      ['', null],
      ['', 'it is not a text'],
    ]);
  });

  it('tells kinds apart that hold the same', () => {
    const element = { name: 'a', uri: 'a', uriTemplate: 'a' };
    const kinds = ['tool', 'prompt', 'resource', 'template'] as const;
    const prints = kinds.map((kind) => readPage(kind, [element], hash)[0]?.fingerprint);
    expect(new Set(prints).size).toBe(4);
  });
});
