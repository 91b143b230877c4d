import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identityOf } from '../../src/app/identity.ts';
import { tempFolder } from '../support/tempHome.ts';

const command = (name: string, ...args: readonly string[]) => ({ kind: 'command', command: name, args }) as const;
const url = (text: string) => ({ kind: 'url', url: new URL(text) }) as const;

describe('identityOf', () => {
  it('is the same for the same command, wherever it is started', () => {
    const server = command('npx', '-y', 'some-server', '/data');
    expect(identityOf(server, '/a').id).toBe(identityOf(server, '/b').id);
    expect(identityOf(server, '/a').id).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it.each([
    ['another command', command('uvx', '-y', 'some-server', '/data')],
    ['another word', command('npx', '-y', 'some-server', '/etc')],
    ['another order', command('npx', 'some-server', '-y', '/data')],
    ['words that are one word', command('npx', '-y some-server /data')],
    ['a word more', command('npx', '-y', 'some-server', '/data', '')],
    ['a URL', url('https://npx/')],
  ])('tells %s', (_, other) => {
    expect(identityOf(other, '/').id).not.toBe(identityOf(command('npx', '-y', 'some-server', '/data'), '/').id);
  });

  it('takes a word that names a file for that file', () => {
    const [here, there] = [tempFolder(), tempFolder()];
    for (const folder of [here, there]) writeFileSync(join(folder, 'server.mjs'), '');
    const server = command('node', './server.mjs');
    expect(identityOf(server, here).id).not.toBe(identityOf(server, there).id);
    expect(identityOf(server, here).id).toBe(identityOf(command('node', join(here, 'server.mjs')), there).id);
    expect(identityOf(command('./server.mjs'), here).id).not.toBe(identityOf(command('./server.mjs'), there).id);
    // A bare command is looked for in PATH.
    expect(identityOf(command('server.mjs'), here).id).toBe(identityOf(command('server.mjs'), there).id);
  });

  it('takes a word that names a folder, or nothing, for itself', () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'data'));
    expect(identityOf(command('npx', 'data', 'none', '\0'), folder).id).toBe(
      identityOf(command('npx', 'data', 'none', '\0'), '/').id,
    );
  });

  it('tells servers by their URL, without its fragment', () => {
    expect(identityOf(url('https://a.example/mcp#x')).id).toBe(identityOf(url('https://A.example/mcp')).id);
    expect(identityOf(url('https://a.example/mcp?k=1')).id).not.toBe(identityOf(url('https://a.example/mcp?k=2')).id);
  });

  it.each([
    [command('npx', '--api-key', 'abc123', 'x'), 'npx --api-key *** x'],
    [command('npx', '--api-key=abc123', 'x'), 'npx --api-key=*** x'],
    [command('npx', 'sk-abcdefghijkl1234', 'x'), 'npx *** x'],
    [command('npx', '--flag=ghp_abcdefghijklmnop12345678', 'x'), 'npx --flag=*** x'],
    [
      command('npx', '-y', '@scope/server-filesystem@2026.1.14', '/home/user/project1'),
      'npx -y @scope/server-filesystem@2026.1.14 /home/user/project1',
    ],
    [
      command('docker', 'run', '-e', 'API_KEY=abc', '-e', 'MODE=fast', 'img'),
      'docker run -e API_KEY=*** -e MODE=fast img',
    ],
    [
      command('x', '--header', 'Authorization: Bearer abc', '--header=X-Team: a'),
      'x --header "Authorization: ***" "--header=X-Team: a"',
    ],
    [command('x', 'postgres://me:pass@db/x?sslkey=a', 'C:\\data'), 'x postgres://db/x?sslkey=*** C:\\data'],
    [command('sh', '-c', 'a b'), 'sh -c "a b"'],
    [command('x', '\u001b[2J'), 'x \\x1b[2J'],
    [url('https://user:pass@a.example/mcp?token=abc'), 'https://a.example/mcp?token=***'],
  ])('shows people %j as %s', (place, label) => {
    expect(identityOf(place, '/').label).toBe(label);
  });
});
