import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditEntries, fixture, startProxy, temporaryHome, type Proxy } from './support.ts';

const folder = temporaryHome();
const root = folder.path;
/** The folder that the policy allows; `@` in a case. */
const allowed = join(root, 'data/tmp');
const seenFile = join(root, 'seen');

const policy = `
name: project
agents: ["*"]
rules:
  - id: read-a-file
    action: read_file
    effect: allow
    reason: Reading in the folder is what it is for
    args: { path: { under: ["${allowed}"] } }
  - id: read-files
    action: read_multiple_files
    effect: allow
    reason: The same for many
    args: { paths: { under: ["${allowed}"] } }
  - id: read-resources
    method: resources/read
    resource: "file://${allowed}/**"
    effect: allow
    reason: The same files as resources
`;

interface Call {
  readonly method: string;
  readonly params: object;
}

const tool = (name: string, args: object): Call => ({ method: 'tools/call', params: { name, arguments: args } });
const read = (path: unknown): Call => tool('read_file', { path });
const resource = (uri: string): Call => ({ method: 'resources/read', params: { uri } });

/** What is refused, and its neighbour that is not. */
const cases: readonly (readonly [title: string, refused: Call, allowed: Call])[] = [
  ['a sibling whose name begins alike', read('!/data/tmp-evil/x'), read('@/evil/x')],
  ['a way up and out', read('@/../../etc/passwd'), read('@/../tmp/file')],
  ['the folder above', read('@/..'), read('@')],
  ['a link that leads out', read('@/out/passwd'), read('@/inside/file')],
  ['a link to a file outside', read('@/out-file'), read('@/file')],
  ['a new file behind a link that leads out', read('@/out/new'), read('@/inside/new')],
  ['a path relative to where the server runs', read('../../../etc/passwd'), read('../file')],
  ['a file of the system', read('/etc/passwd'), read('@/etc/passwd')],
  ['a URL of a file', read('file:///etc/passwd'), read('file://@/file')],
  ['a URL with an encoded way out', read('file://@/%2e%2e/%2e%2e/etc/passwd'), read('file://@/%2e/file')],
  ['a percent-encoded way out', read('@/%2e%2e/%2E%2E/etc/passwd'), read('@/%2e/file')],
  ['an encoded separator', read('@/..%2f..%2fetc/passwd'), read('@/sub%2ffile')],
  ['a way out encoded twice', read('@/%252e%252e/%252e%252e/etc/passwd'), read('@/a%2520b')],
  ['an overlong encoding', read('@/%c0%ae%c0%ae/x'), read('@/%c3%a4/x')],
  ['a NUL', read('@/file\0/../../../etc/passwd'), read('@/file')],
  ['an encoded NUL', read('@/file%00.txt'), read('@/file%20.txt')],
  ['a backslash', read(String.raw`@\..\..\etc\passwd`), read('@/sub/../file')],
  ['the home', read('~/.ssh/id_rsa'), read('@/.ssh/id_rsa')],
  ['an argument that is no path', read({ of: '@/file' }), read('@/file')],
  ['an argument that is missing', tool('read_file', {}), read('@/file')],
  [
    'an array with one bad element',
    tool('read_multiple_files', { paths: ['@/file', '/etc/passwd'] }),
    tool('read_multiple_files', { paths: ['@/file', '@/other'] }),
  ],
  [
    'an array in an array',
    tool('read_multiple_files', { paths: ['@/file', ['/etc/passwd']] }),
    tool('read_multiple_files', { paths: ['@/file'] }),
  ],
  ['a second argument', tool('read_file', { path: '@/file', paths: ['/etc/passwd'] }), read('@/file')],
  ['the same argument in another case', tool('read_file', { path: '@/file', Path: '/etc/passwd' }), read('@/file')],
  ['another tool', tool('write_file', { path: '@/file' }), read('@/file')],
  ['a tool whose name looks the same', tool('read_file\u200b', { path: '@/file' }), read('@/file')],
  ['a resource outside', resource('file:///etc/passwd'), resource('file://@/file')],
  ['a resource of a sibling', resource('file://!/data/tmp-evil/x'), resource('file://@/tmp-evil/x')],
  ['a resource by a way out', resource('file://@/../../etc/passwd'), resource('file://@/a/../file')],
  ['a resource by an encoded way out', resource('file://@/%2e%2e/%2e%2e/etc/passwd'), resource('file://@/file')],
];

/** Puts the folders in, and an id. */
function lineOf(id: string, call: Call): string {
  const text = JSON.stringify({ jsonrpc: '2.0', id, ...call });
  return text.replaceAll('@', allowed).replaceAll('!', root);
}

describe('a policy that allows reading under one folder', () => {
  let proxy: Proxy;
  const seen = (): string => readFileSync(seenFile, 'utf8');

  beforeAll(async () => {
    for (const path of ['data/tmp/sub', 'data/tmp-evil', 'etc', 'home']) {
      mkdirSync(join(root, path), { recursive: true, mode: 0o700 });
    }
    for (const file of ['data/tmp/file', 'data/tmp-evil/x', 'etc/passwd']) writeFileSync(join(root, file), '');
    symlinkSync(join(root, 'etc'), join(allowed, 'out'));
    symlinkSync(join(root, 'etc/passwd'), join(allowed, 'out-file'));
    symlinkSync(join(allowed, 'sub'), join(allowed, 'inside'));
    writeFileSync(join(root, 'policy.yaml'), policy);
    proxy = startProxy({
      home: join(root, 'home'),
      options: ['--policy', join(root, 'policy.yaml')],
      server: fixture('echo.mjs'),
      env: { SEEN: seenFile },
      cwd: join(allowed, 'sub'),
    });
    proxy.send({ id: 'ready', method: 'ping' });
    await proxy.answer('ready');
  });
  afterAll(async () => {
    await proxy.finish();
    folder.remove();
  });

  it.each(cases)(
    'refuses %s, which the server never sees, and lets its neighbour through',
    async (title, bad, good) => {
      const before = seen();
      proxy.write(`${lineOf(`bad: ${title}`, bad)}\n`);
      const refused = JSON.stringify(await proxy.answer(`bad: ${title}`));
      expect(refused).toContain('Leash denied this: ');
      expect(refused).toMatch(/"isError":true|"error":\{"code":53001,/);
      const line = lineOf(`good: ${title}`, good);
      proxy.write(`${line}\n`);
      const answer = JSON.stringify(await proxy.answer(`good: ${title}`));
      expect(answer).not.toContain('Leash');
      // The neighbour came as it was sent, and nothing before it.
      expect(seen()).toBe(`${before}${line}\n`);
    },
  );

  it('records each refusal and each that is let through', async () => {
    const decisions = (await auditEntries(join(root, 'home'))).filter(({ phase }) => phase === 'decision').reverse();
    expect(decisions.map(({ effect }) => effect)).toEqual(cases.flatMap(() => ['deny', 'allow']));
  });
});
