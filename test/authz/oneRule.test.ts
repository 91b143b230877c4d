import { describe, expect, it } from 'vitest';
import { compilePolicies } from '../../src/authz/compile.ts';
import type { Decision } from '../../src/authz/decision.ts';
import type { JsonObject, JsonValue } from '../../src/jsonrpc/message.ts';
import { FLOOR, policyOf, requestOf } from '../support/policyOf.ts';

/** The sentence "read_file only under /data/tmp, ask on delete, 10 a minute", in one block. */
const POLICY = policyOf(`
name: tmp-files
agents: ["*"]
rules:
  - { action: read_file, effect: allow, reason: Only what is in /data/tmp, args: { path: { under: [/data/tmp] } }, rate_limit: 10/min }
  - { action: delete_file, effect: ask, reason: A person confirms it, args: { path: { under: [/data/tmp] } }, rate_limit: 10/min }
`);

/** A file system with links: one that leads out, one that leads in, one that leads nowhere that can be told. */
const LINKS: ReadonlyMap<string, string | null> = new Map([
  ['/', '/'],
  ['/data', '/data'],
  ['/data/tmp', '/data/tmp'],
  ['/data/tmp/out', '/etc'],
  ['/data/tmp/twice', '/data/tmp/out'],
  ['/data/other', '/data/other'],
  ['/data/other/in', '/data/tmp/in'],
  ['/data/tmp/in', '/data/tmp/in'],
  ['/etc', '/etc'],
  ['/etc/passwd', '/etc/passwd'],
]);

function realpath(path: string): string | null {
  if (path.startsWith('/data/tmp/loop')) throw new Error('ELOOP');
  for (const [link, target] of LINKS) {
    if (target !== null && target !== link && (path === link || path.startsWith(`${link}/`)))
      return realpath(target + path.slice(link.length));
  }
  return LINKS.get(path) ?? null;
}

function decide(action: string, args: JsonObject | null): Decision {
  const set = compilePolicies([POLICY], {
    floor: FLOOR,
    environment: { cwd: '/data', home: '/home/ada', realpath },
    hint: '/policies',
    hash: 'sha256:test',
    hasUserPolicy: true,
  });
  return set.authorizerFor({ agent: 'a', server: 'fs', observe: false }).authorize(requestOf({ action, args }));
}

describe('"read_file only under /data/tmp, ask on delete, 10 a minute"', () => {
  it.each(['/data/tmp/a', 'tmp/a', '/data/tmp/a/../b', 'file:///data/tmp/a', '/data/other/in', '/data/tmp'])(
    'reads %s, and counts it',
    (path) => {
      expect(decide('read_file', { path })).toMatchObject({
        outcome: 'allow',
        obligations: [{ type: 'rate-limit', maxCalls: 10, windowMs: 60_000, per: 'agent' }],
      });
    },
  );

  it('asks before it deletes, and counts that, too', () => {
    expect(decide('delete_file', { path: '/data/tmp/a' })).toMatchObject({
      outcome: 'allow',
      obligations: [{ type: 'rate-limit' }, { type: 'require-approval', reason: 'A person confirms it' }],
    });
  });

  it.each<[string, JsonObject | null]>([
    ['a climb', { path: '/data/tmp/../../etc/passwd' }],
    ['a relative climb', { path: 'tmp/../../etc/passwd' }],
    ['a climb in percent', { path: '/data/tmp/%2e%2e/%2e%2e/etc/passwd' }],
    ['a climb in percent, twice', { path: '/data/tmp/%252e%252e/etc/passwd' }],
    ['a climb with backslashes', { path: '/data/tmp\\..\\..\\etc\\passwd' }],
    ['a climb in a file URI', { path: 'file:///data/tmp/../../etc/passwd' }],
    ['a sibling', { path: '/data/tmp-evil/a' }],
    ['the directory above', { path: '/data' }],
    ['a sibling with a space', { path: '/data/tmp /a' }],
    ['another case', { path: '/data/TMP/a' }],
    ['a letter that looks alike', { path: '/data/tm\u0440/a' }],
    ['a link that leads out', { path: '/data/tmp/out/passwd' }],
    ['a link to a link that leads out', { path: '/data/tmp/twice/passwd' }],
    ['a file that is not there yet, behind such a link', { path: '/data/tmp/out/new/file' }],
    ['a link in a circle', { path: '/data/tmp/loop/a' }],
    ['a zero byte', { path: '/data/tmp/a\u0000/../../etc/passwd' }],
    ['a home that is elsewhere', { path: '~/.ssh/id_rsa' }],
    ['another host', { path: 'file://evil/data/tmp/a' }],
    ['a Windows drive', { path: 'C:\\data\\tmp\\a' }],
    ['no path', {}],
    ['no arguments', null],
    ['a path that is none', { path: null }],
    ['a list with a path outside', { path: ['/data/tmp/a', '/etc/passwd'] }],
    ['an object in place of a path', { path: { toString: '/data/tmp/a' } }],
    ['a second argument', { path: '/data/tmp/a', paths: ['/etc/passwd'] }],
    ['a second spelling of the argument', { path: '/data/tmp/a', Path: '/etc/passwd' }],
    ['a second argument of any kind', { path: '/data/tmp/a', head: 1 }],
    [
      'an argument that JavaScript knows',
      JSON.parse('{"path":"/data/tmp/a","__proto__":{"path":"/etc/passwd"}}') as JsonObject,
    ],
  ])('denies %s', (_, args) => {
    const read = decide('read_file', args);
    expect(read).toMatchObject({ outcome: 'deny', obligations: [] });
    // What cannot be judged is asked about, never let through unseen.
    const { outcome, obligations } = decide('delete_file', args);
    expect(outcome === 'deny' || obligations.some(({ type }) => type === 'require-approval')).toBe(true);
  });

  it.each<[string, JsonValue]>([
    ['write_file', { path: '/data/tmp/a' }],
    ['read_files', { path: '/data/tmp/a' }],
    ['Read_file', { path: '/data/tmp/a' }],
    ['read_file\u200b', { path: '/data/tmp/a' }],
    ['read_file ', { path: '/data/tmp/a' }],
    ['delete', { path: '/data/tmp/a' }],
  ])('denies the tool %j', (action, args) => {
    expect(decide(action, args as JsonObject).outcome).toBe('deny');
  });
});
