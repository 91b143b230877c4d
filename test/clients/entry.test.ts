import { describe, expect, it } from 'vitest';
import { HEADER_KEYS, LOGIN_KEYS, serverEntry } from '../../src/clients/entry.ts';
import { CLIENTS } from '../../src/clients/table.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';

const read = (value: JsonValue, id = 'cursor') => {
  const client = CLIENTS.find((each) => each.id === id);
  if (client === undefined) throw new Error(id);
  return serverEntry(value, client.shape);
};

describe('serverEntry', () => {
  it.each<[string, JsonValue, object]>([
    [
      'cursor',
      { command: 'npx', args: ['-y', 1, 's'], env: { A: '1', B: 2 } },
      { kind: 'command', command: 'npx', args: ['-y', 's'], env: { A: '1' }, isNested: false },
    ],
    [
      'zed',
      { command: { path: '/p', args: ['a'], env: { A: '1' } } },
      { kind: 'command', command: '/p', args: ['a'], env: { A: '1' }, isNested: true },
    ],
    [
      'goose',
      { type: 'stdio', cmd: 'uvx', args: ['x'], envs: { A: '1' } },
      { kind: 'command', command: 'uvx', args: ['x'], env: { A: '1' } },
    ],
    [
      'opencode',
      { type: 'local', command: ['bun', 'x'], environment: { A: '1' } },
      { kind: 'command', command: 'bun', args: ['x'], env: { A: '1' } },
    ],
    [
      'cursor',
      { url: 'https://x', headers: { A: '1' } },
      { kind: 'url', url: 'https://x', urlKey: 'url', headers: [{ name: 'A', from: 'text', value: '1' }], login: null },
    ],
    ['gemini', { httpUrl: 'https://h', url: 'https://u' }, { kind: 'url', urlKey: 'httpUrl' }],
    [
      'codex',
      { url: 'https://x', bearer_token_env_var: 'T', env_http_headers: { A: 'V' } },
      { kind: 'url', bearer: 'T', headers: [{ name: 'A', from: 'variable', value: 'V' }] },
    ],
    ['codex', { url: 'https://x', scopes: ['a'] }, { kind: 'url', login: 'scopes' }],
    ['opencode', { url: 'https://x', oauth: false }, { kind: 'url', login: null }],
    [
      'cursor',
      { command: 'npx', args: ['leash-mcp', '--', 'x'], env: { A: '1' } },
      { kind: 'wrapped', env: { A: '1' } },
    ],
    ['goose', { type: 'builtin', name: 'developer' }, { kind: 'builtin' }],
    ['zed', { settings: {} }, { kind: 'builtin' }],
    ['opencode', { command: [] }, { kind: 'other' }],
    ['opencode', { command: ['a', 1] }, { kind: 'other' }],
    ['cursor', { args: ['x'] }, { kind: 'other' }],
    ['cursor', 'npx', { kind: 'other' }],
    ['cursor', null, { kind: 'other' }],
    ['cursor', ['npx'], { kind: 'other' }],
  ])('reads an entry of %s: %j', (id, value, want) => {
    expect(read(value, id)).toMatchObject(want);
  });

  it('reads no key from a prototype', () => {
    expect(read(JSON.parse('{"__proto__": {"command": "evil"}}') as JsonValue)).toMatchObject({ kind: 'other' });
  });

  it('knows no key for two things', () => {
    const keys = [...HEADER_KEYS.map(({ key }) => key), ...LOGIN_KEYS];
    expect(new Set(keys).size).toBe(keys.length);
  });
});
