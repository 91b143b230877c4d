import { lstatSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { JsonValue } from '../../../src/jsonrpc/message.ts';
import type { MatchEnvironment } from '../../../src/authz/matchers/matcher.ts';
import { compile, judge, parse, REMOTE } from './support.ts';

/** As the contract says: null only where nothing is, not even a link that leads nowhere. */
function realpath(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) throw error;
    return null;
  }
}

/** `<root>/data/tmp` is the directory of the rules; beside it is what they must not reach. */
let root = '';
let here: MatchEnvironment = REMOTE;

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'leash-under-')));
  for (const directory of ['data/tmp/sub/deep', 'data/tmp-evil', 'etc', 'home/agent']) {
    mkdirSync(join(root, directory), { recursive: true });
  }
  for (const file of ['data/tmp/file', 'data/tmp-evil/x', 'etc/passwd']) writeFileSync(join(root, file), '');
  const links: readonly [string, string][] = [
    ['etc', 'data/tmp/out'],
    ['etc/passwd', 'data/tmp/out-file'],
    ['data/tmp/sub', 'data/tmp/inside'],
    ['data/tmp/sub/deep', 'data/tmp/jump'],
    ['etc/new-file', 'data/tmp/dangling'],
    ['etc/nowhere', 'data/tmp/dangling-directory'],
    ['data/tmp', 'etc/back'],
    ['data/tmp', 'alias'],
    ['data/tmp/loop', 'data/tmp/loop'],
    ['etc', 'data/tmp/sub/deep/out'],
  ];
  for (const [target, link] of links) symlinkSync(join(root, target), join(root, link));
  here = { cwd: join(root, 'data/tmp/sub'), home: join(root, 'home/agent'), realpath };
});

afterAll(() => rmSync(root, { recursive: true }));

/** Says what `under <root>/data/tmp` makes of a value, where `@` stands for the root. */
function decide(
  value: JsonValue | undefined,
  directories: readonly string[] = ['@/data/tmp'],
  environment = here,
): string {
  const fill = (text: string) => text.replaceAll('@', root);
  const filled = value === undefined ? undefined : (JSON.parse(fill(JSON.stringify(value))) as JsonValue);
  return compile({ under: directories.map(fill) }).test(filled, environment);
}

describe('under', () => {
  it.each<[string, JsonValue]>([
    ['the directory', '@/data/tmp'],
    ['the directory with a slash', '@/data/tmp/'],
    ['a file', '@/data/tmp/file'],
    ['a file to be made', '@/data/tmp/new'],
    ['a file to be made in a directory to be made', '@/data/tmp/a/b/c'],
    ['a relative path', 'x'],
    ['a relative path upwards within', '../file'],
    ['the working directory', '.'],
    ['dots and slashes that stay within', '@/data/./tmp//sub/../file'],
    ['a way out and back in', '@/data/tmp/../tmp/file'],
    ['a link within', '@/data/tmp/inside/x'],
    ['a link that leads here', '@/etc/back/file'],
    ['another name of the directory', '@/alias/file'],
    ['a URL', 'file://@/data/tmp/file'],
    ['a URL with a host', 'file://localhost@/data/tmp/file'],
    ['an encoded name', '@/data/tmp/a%20b'],
    ['a hidden file', '@/data/tmp/.env'],
    ['a name that begins with dots', '@/data/tmp/..x'],
    ['a name that ends in a dot', '@/data/tmp/x.'],
    ['a name that ends in a space', '@/data/tmp/x '],
    ['a list of one', ['@/data/tmp/file']],
    ['a list', ['@/data/tmp/file', 'x', '@/alias']],
  ])('matches %s', (_, value) => {
    expect(decide(value)).toBe('match');
  });

  it.each<[string, JsonValue]>([
    ['a neighbour with the same beginning', '@/data/tmp-evil/x'],
    ['the parent', '@/data'],
    ['the root', '/'],
    ['a way out', '@/data/tmp/../../etc/passwd'],
    ['a way out to a neighbour', '@/data/tmp/../tmp-evil/x'],
    ['a relative way out', '../../../etc/passwd'],
    ['more steps up than there are', `${'../'.repeat(100)}etc/passwd`],
    ['a link out', '@/data/tmp/out/passwd'],
    ['a link out, to a file to be made', '@/data/tmp/out/new'],
    ['a link to a file out', '@/data/tmp/out-file'],
    ['a link out within a link', '@/data/tmp/jump/out/passwd'],
    ['a URL out', 'file:///etc/passwd'],
    ['a URL with a way out', 'file://@/data/tmp/../../etc/passwd'],
    ['another scheme', 'http://@/data/tmp/file'],
    ['the home', '~/x'],
    ['a list of others', ['@/etc/passwd', '/']],
  ])('surely misses %s', (_, value) => {
    expect(decide(value)).toBe('miss');
    expect(compile({ not: { under: `${root}/data/tmp` } }).test(fillRoot(value), here)).toBe('match');
  });

  it.each<[string, JsonValue | undefined]>([
    ['an encoded way out', '@/data/tmp/%2e%2e/%2e%2e/etc/passwd'],
    ['a half encoded way out', '@/data/tmp/.%2E/x'],
    ['an encoded slash in a way out', '@/data/tmp/..%2f..%2fetc/passwd'],
    ['a twice encoded way out', '@/data/tmp/%252e%252e/x'],
    ['a thrice encoded way out', '@/data/tmp/%25252e%25252e/x'],
    ['an encoded way in', '@/data/%74mp/file'],
    ['an encoded way out in a URL', 'file://@/data/tmp/%2e%2e/%2e%2e/etc/passwd'],
    ['an encoded absolute path', '%2fetc%2fpasswd'],
    ['overlong UTF-8', '@/data/tmp/%c0%ae%c0%ae/x'],
    ['encoding without end', `@/data/tmp/%${'25'.repeat(20)}2e`],
    ['NUL', '@/data/tmp/file\0.txt'],
    ['an encoded NUL', '@/data/tmp/file%00.txt'],
    ['a line break', '@/data/tmp/x\n'],
    ['a lone surrogate', '@/data/tmp/\ud800'],
    ['a backslash', '@/data/tmp/..\\..\\etc'],
    ['a drive', 'C:\\data\\tmp'],
    ['a drive with slashes', 'C:/data/tmp/x'],
    ['a share', '\\\\host\\share'],
    ['a share with slashes', '/@/data/tmp/file'],
    ['a URL of another host', 'file://evil@/data/tmp/file'],
    ['a short name', '@/data/tmp/LONGFI~1.TXT'],
    ["somebody's home", '~root/x'],
    ['a URL with a query', 'file://@/data/tmp/file?x'],
    ['a step up behind a link out, which the text undoes and the kernel does not', '@/data/tmp/out/../file'],
    ['a step up behind a link within, which leads elsewhere for the kernel', '@/data/tmp/jump/../../x'],
    ['a way out that only the kernel undoes', '@/etc/back/../tmp/x'],
    ['a dangling link', '@/data/tmp/dangling'],
    ['a path through a dangling link', '@/data/tmp/dangling-directory/x/y/z'],
    ['a loop', '@/data/tmp/loop'],
    ['a path through a loop', '@/data/tmp/loop/x'],
    ['a path through a file', '@/data/tmp/file/x'],
    ['an outer space that hides an absolute path', ' /etc/passwd'],
    ['an outer space that hides a way out', '@/data/tmp/.. '],
    ['a name longer than the disk takes', `@/data/tmp/${'x'.repeat(300)}`],
    ['a path longer than the kernel takes', `@/data/tmp/${'x/'.repeat(2048)}`],
    ['a megabyte of steps', `@/data/tmp/${'../tmp/'.repeat(150_000)}`],
    ['an empty text', ''],
    ['an empty list', []],
    ['a list with one bad path', ['@/data/tmp/file', '/etc/passwd']],
    ['a list with one bad path first', ['/etc/passwd', '@/data/tmp/file']],
    ['a list with a number', ['@/data/tmp/file', 5]],
    ['a list in a list', [['@/data/tmp/file']]],
    ['an object', { path: '@/data/tmp/file' }],
    ['a number', 5],
    ['null', null],
    ['a missing argument', undefined],
  ])('cannot judge %s, so that neither a rule nor its negation allows it', (_, value) => {
    expect(decide(value)).toBe('error');
    expect(compile({ not: { under: `${root}/data/tmp` } }).test(fillRoot(value), here)).toBe('error');
  });

  it('lets the first of two readings not speak for the second', () => {
    const inEtc = { ...here, cwd: join(root, 'data/tmp') };
    expect(decide('%2e%2e/x', ['@/data/tmp'], inEtc)).toBe('error');
    expect(decide('%2e%2e/x', ['@/data'], inEtc)).toBe('match');
  });

  it('takes several directories', () => {
    expect(decide('@/etc/passwd', ['@/data/tmp', '@/etc'])).toBe('match');
    expect(decide('@/data/tmp/out/passwd', ['@/data/tmp', '@/etc'])).toBe('match');
    expect(decide('@/home/agent', ['@/data/tmp', '@/etc'])).toBe('miss');
  });

  it('takes a directory under another name, and one that does not exist yet', () => {
    expect(decide('@/data/tmp/file', ['@/alias'])).toBe('match');
    expect(decide('@/data/tmp-evil/x', ['@/alias'])).toBe('miss');
    expect(decide('@/data/later/x', ['@/data/later'])).toBe('match');
    expect(decide('@/data/later2/x', ['@/data/later'])).toBe('miss');
    expect(decide('@/data/tmp/later/x', ['@/alias/later'])).toBe('match');
  });

  it('takes the root, and the home', () => {
    expect(decide('/anything', ['/'])).toBe('match');
    expect(decide('~/x', ['~'])).toBe('match');
    expect(decide('@/home/agent/x', ['~/'])).toBe('match');
    expect(decide('~/y', ['~/x'])).toBe('miss');
    expect(decide('@/home/agent-evil', ['~'])).toBe('miss');
  });

  it('cannot judge where a listed directory cannot be resolved', () => {
    expect(decide('@/data/tmp/file', ['@/data/tmp/loop', '@/data/tmp'])).toBe('error');
    expect(decide('/x', ['~'], { ...here, home: 'C:\\Users' })).toBe('error');
  });

  it('goes by the text alone for a server on another machine', () => {
    const remote = { ...REMOTE, cwd: '/data/tmp' };
    const rule = compile({ under: '/data/tmp' });
    for (const path of ['/data/tmp/out/passwd', 'x', '/data/tmp/../tmp/x'])
      expect(rule.test(path, remote)).toBe('match');
    for (const path of ['/data/tmp-evil/x', '../x', '/data/tmp/../../etc/passwd'])
      expect(rule.test(path, remote)).toBe('miss');
    expect(rule.test('/data/tmp/%2e%2e/x', remote)).toBe('error');
  });

  it('ends a question without end', () => {
    const started = performance.now();
    const many = Array.from({ length: 100_000 }, (_, index) => `${root}/data/tmp/a${index}/b/c/d/e/f`);
    expect(compile({ under: `${root}/data/tmp` }).test(many, here)).toBe('error');
    expect(compile({ under: '/data/tmp' }).test(many, REMOTE)).toBe('miss');
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  it('never matches what the kernel would open outside', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '',
      'out',
      'inside',
      'jump',
      'sub',
      'deep',
      'dangling',
      'file',
      'new',
      'back',
      'tmp',
      'data',
      'passwd',
      '%2e%2e',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const path = `${root}/data/tmp/${pieces.join('/')}`;
        let opened: string;
        try {
          opened = realpathSync.native(path);
        } catch {
          return;
        }
        const inside = opened === `${root}/data/tmp` || opened.startsWith(`${root}/data/tmp/`);
        const result = compile({ under: `${root}/data/tmp` }).test(path, here);
        expect(result === 'match' && !inside).toBe(false);
        expect(result === 'miss' && inside).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});

function fillRoot(value: JsonValue | undefined): JsonValue | undefined {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value).replaceAll('@', root)) as JsonValue);
}

describe('the directories of under', () => {
  it.each<[JsonValue, string]>([
    ['data', 'absolute'],
    ['./data', 'absolute'],
    ['~root', 'absolute'],
    ['C:\\data', 'absolute'],
    ['file:///data', 'absolute'],
    ['', 'absolute'],
    ['//host/share', 'single `/`'],
    ['/data\\x', 'backslash'],
    ['/data/\0', 'control'],
    ['/data/**', 'wildcard'],
    ['/data/../etc', '`..`'],
    ['/data/.', '`..`'],
    [5, 'directory'],
    [[], 'directory'],
    [{ path: '/data' }, 'directory'],
    [null, 'directory'],
  ])('refuse %j', (operand, hint) => {
    expect(parse({ under: operand })).toEqual([expect.stringContaining(hint)]);
  });

  it('are reported each on its own', () => {
    expect(parse({ under: ['data', '/ok', '/data/*'] })).toHaveLength(2);
  });

  it('stand in what the matcher wants', () => {
    expect(compile({ under: ['/data/project', '/tmp'] }).wants).toBe('under `/data/project` or `/tmp`');
  });

  it('may hold what only looks like syntax', () => {
    expect(judge({ under: '/data/[id]/a{b}' }, '/data/[id]/a{b}/c')).toBe('match');
    expect(judge({ under: '/data/[id]' }, '/data/i')).toBe('miss');
  });
});
