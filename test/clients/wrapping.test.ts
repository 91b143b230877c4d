import { describe, expect, it } from 'vitest';
import { CLIENTS } from '../../src/clients/table.ts';
import { wrapEntry } from '../../src/clients/wrapping.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';

const LAUNCHER = { program: ['/n', '/l'], name: 'srv', agent: 'me', options: ['--observe'] };

function wrap(value: JsonValue, id = 'cursor') {
  const client = CLIENTS.find((each) => each.id === id);
  if (client === undefined) throw new Error(id);
  return wrapEntry(value, client.shape, LAUNCHER);
}

describe('wrapEntry', () => {
  it('puts Leash and its options before the command', () => {
    expect(wrap({ command: 'npx', args: ['-y', 's'] })).toEqual({
      kind: 'changes',
      below: [],
      changes: [
        { key: 'command', value: '/n' },
        {
          key: 'args',
          value: ['/l', '--name', 'srv', '--agent', 'me', '--observe', '--', 'npx', '-y', 's'],
          behind: 'command',
        },
      ],
      note: null,
    });
    expect(wrap({ command: { path: '/p' } }, 'zed')).toMatchObject({
      below: ['command'],
      changes: [{ key: 'path', value: '/n' }, { key: 'args' }],
    });
    expect(wrap({ command: ['bun', 'x'] }, 'opencode')).toMatchObject({
      changes: [
        { key: 'command', value: ['/n', '/l', '--name', 'srv', '--agent', 'me', '--observe', '--', 'bun', 'x'] },
      ],
    });
  });

  it('keeps an empty argument, and one that looks like an option', () => {
    expect(JSON.stringify(wrap({ command: 's', args: ['', '--', '--url'] }))).toContain('"--","s","","--","--url"');
  });

  it('puts no value of a header, and no query, among the words', () => {
    const wrapping = wrap({
      type: 'sse',
      url: 'https://x.example/mcp?key=q-secret',
      headers: { Authorization: 'Bearer h-secret', 'x-ab': 'v', 'X-AB': 'w' },
    });
    if (wrapping.kind !== 'changes') throw new Error(wrapping.kind);
    const args = wrapping.changes.find(({ key }) => key === 'args')?.value;
    expect(JSON.stringify(args)).not.toMatch(/secret|https/);
    expect(wrapping.changes.find(({ key }) => key === 'env')).toEqual({
      key: 'env',
      value: {
        LEASH_URL: 'https://x.example/mcp?key=q-secret',
        LEASH_HEADER_AUTHORIZATION: 'Bearer h-secret',
        LEASH_HEADER_X_AB: 'v',
        LEASH_HEADER_X_AB_: 'w',
      },
      replaces: 'headers',
    });
    expect(wrapping.changes[0]).toEqual({ key: 'type', value: 'stdio' });
  });

  it('says where the login of a person goes, without the query', () => {
    expect(wrap({ url: 'https://x.example/mcp?k=secret' })).toMatchObject({
      note: expect.stringMatching(/^if it asks.*`leash login https:\/\/x\.example\/mcp`/) as string,
    });
    expect(wrap({ url: 'https://x.example/mcp', headers: { Authorization: 'x' } })).toMatchObject({ note: null });
  });

  it('hands on variables that the client keeps back otherwise', () => {
    const wrapping = wrap(
      { url: 'https://x', bearer_token_env_var: 'TOKEN', env_http_headers: { A: 'V' }, env_vars: ['V'] },
      'codex',
    );
    if (wrapping.kind !== 'changes') throw new Error(wrapping.kind);
    expect(wrapping.changes).toContainEqual({ key: 'env_vars', value: ['V', 'TOKEN'], behind: 'args' });
    expect(wrapping.changes).toContainEqual({ key: 'bearer_token_env_var', value: undefined });
    expect(JSON.stringify(wrapping.changes)).toContain('"--header-env","A=V","--bearer-env","TOKEN"');
  });

  it.each<[string, JsonValue, RegExp]>([
    ['a login of the client', { url: 'https://x', oauth: { clientId: 'a' } }, /logs in by itself/],
    ['a program for headers', { url: 'https://x', headersHelper: '/bin/h' }, /logs in by itself/],
    ['another protocol', { url: 'ws://x' }, /none of http/],
    ['a password in the URL', { url: 'https://me:secret@x' }, /holds a password/],
    ['a header that is none', { url: 'https://x', headers: { 'a b': '1' } }, /is no name of a header/],
    ['a header over two lines', { url: 'https://x', headers: { A: '1\r\nB: 2' } }, /more than one line/],
    ['nothing to start', { disabled: true }, /neither a command nor a URL/],
  ])('leaves %s alone, and says why', (_, value, why) => {
    const wrapping = wrap(value);
    expect(wrapping).toMatchObject({ kind: 'left', why: expect.stringMatching(why) as string });
    expect(JSON.stringify(wrapping)).not.toContain('secret');
  });

  it('has nothing to do where Leash is already', () => {
    expect(wrap({ command: '/n', args: ['/x/leash-mcp.js', '--', 'x'] })).toEqual({ kind: 'wrapped' });
  });
});
