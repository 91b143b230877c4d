import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/jsonrpc/message.ts';
import { headerMismatch, headersFor } from '../../src/http/standardHeaders.ts';

const VERSION = '2026-07-28';
const _meta = { 'io.modelcontextprotocol/protocolVersion': VERSION };
const call: JsonObject = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'read', _meta } };
const note: JsonValue = { jsonrpc: '2.0', method: 'notifications/x', params: { _meta } };
const right = { version: VERSION, method: 'tools/call', name: 'read' };

describe('headersFor', () => {
  it.each<[string, JsonValue, string | undefined]>([
    ['tools/call', { name: 'read' }, 'read'],
    ['prompts/get', { name: 'é' }, '=?base64?w6k=?='],
    ['resources/read', { uri: 'file:///a' }, 'file:///a'],
    ['tasks/get', { taskId: 't' }, 't'],
    ['tools/list', { name: 'no' }, undefined],
    ['tools/call', { name: 7 }, undefined],
    ['constructor', { name: 'no' }, undefined],
  ])('repeats what a %s of %j names', (method, params, name) => {
    const headers = new Map(headersFor({ id: 1, method, params: { ...(params as object), _meta } as JsonValue }));
    expect(headers.get('Mcp-Method')).toBe(method);
    expect(headers.get('MCP-Protocol-Version')).toBe(VERSION);
    expect(headers.get('Mcp-Name')).toBe(name);
  });

  it('has nothing to repeat of an answer', () => expect(headersFor({ id: 1, result: {} })).toEqual([]));

  it('never differs from what is checked', () => {
    const headers = new Map(headersFor(call));
    const given = (name: string): string | null => headers.get(name) ?? null;
    const standard = { version: given('MCP-Protocol-Version'), method: given('Mcp-Method'), name: given('Mcp-Name') };
    expect(headerMismatch(call, standard)).toBeNull();
  });
});

describe('headerMismatch', () => {
  it.each<[string, JsonValue, Partial<Record<keyof typeof right, string | null>>, string | null]>([
    ['all right', call, {}, null],
    ['spaces around', call, { name: ' read\t' }, null],
    ['no version', call, { version: null }, 'MCP-Protocol-Version'],
    ['another version', call, { version: '2025-11-25' }, 'MCP-Protocol-Version'],
    ['no method', call, { method: null }, 'Mcp-Method'],
    ['another method', call, { method: 'tools/list' }, 'Mcp-Method'],
    ['another case', call, { method: 'Tools/call' }, 'Mcp-Method'],
    ['no name', call, { name: null }, 'Mcp-Name'],
    ['another name', call, { name: 'write' }, 'Mcp-Name'],
    ['two names', call, { name: 'read, write' }, 'Mcp-Name'],
    ['a name in base64', call, { name: '=?base64?cmVhZA==?=' }, null],
    ['another name in base64', call, { name: '=?base64?d3JpdGU=?=' }, 'Mcp-Name'],
    ['another name in Unicode', { ...call, params: { name: 're\u00e4d', _meta } }, { name: 'rea\u0308d' }, 'Mcp-Name'],
    ['an empty name', call, { name: '' }, 'Mcp-Name'],
    ['a doubled method', call, { method: 'tools/call, tools/call' }, 'Mcp-Method'],
    ['a doubled version', call, { version: `${VERSION}, ${VERSION}` }, 'MCP-Protocol-Version'],
    ['a name where the body has none', { ...call, params: { _meta } }, { name: 'read' }, null],
    ['a broken mark where the body has none', { ...call, params: { _meta } }, { name: '=?base64?YR==?=' }, 'Mcp-Name'],
    ['a broken mark on a notification', note, { method: '=?base64?!?=', name: null }, 'Mcp-Method'],
    ['an id that is null, which is a request', { ...call, id: null }, { name: null }, 'Mcp-Name'],
    ['what is no object', [], { version: null, method: null, name: null }, null],
    ['a broken mark', call, { name: '=?base64?YR==?=' }, 'Mcp-Name'],
    ['a notification without any', note, { version: null, method: null, name: null }, null],
    ['a notification with another method', note, { method: 'tools/call', name: null }, 'Mcp-Method'],
    ['an answer', { id: 1, result: {} }, { version: null, method: null, name: null }, null],
  ])('judges %s', (_, value, over, want) => {
    expect(headerMismatch(value, { ...right, ...over })?.header ?? null).toBe(want);
  });

  it('asks for none where only what is given must be right', () => {
    expect(headerMismatch(call, { version: null, method: null, name: null }, 'given')).toBeNull();
    expect(headerMismatch(call, right, 'given')).toBeNull();
    expect(headerMismatch(call, { version: null, method: null, name: 'write' }, 'given')?.header).toBe('Mcp-Name');
  });

  it('shows of the body what a terminal may, and not all of it', () => {
    const value = { ...call, params: { name: `\u001b[31m\u202e${'x'.repeat(10_000)}`, _meta } };
    for (const name of [null, 'read']) {
      const detail = headerMismatch(value, { ...right, name })?.detail ?? '';
      expect(detail).toMatch(/^[\x20-\x7e…]{20,300}$/);
    }
  });

  it('agrees with the headers that are made, of every method and name', () => {
    const text = fc.string({ unit: 'grapheme' });
    const method = fc.constantFrom(
      'tools/call',
      'resources/read',
      'tasks/get',
      'tasks/result',
      'tools/list',
      'a b',
      'é',
    );
    fc.assert(
      fc.property(method, text, text, (method, name, other) => {
        const value = { id: 1, method, params: { name, uri: name, taskId: name, _meta } };
        const made = new Map(headersFor(value));
        const headers = {
          version: made.get('MCP-Protocol-Version') ?? null,
          method: made.get('Mcp-Method') ?? null,
          name: made.get('Mcp-Name') ?? null,
        };
        expect(headerMismatch(value, headers)).toBeNull();
        if (headers.name === null || other === name) return;
        const changed = { ...value, params: { ...value.params, name: other, uri: other, taskId: other } };
        expect(headerMismatch(changed, headers)?.header).toBe('Mcp-Name');
      }),
    );
  });
});
