import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { readPath } from '../../../src/authz/matchers/pathReading.ts';

const HERE = { cwd: '/srv/app', home: '/home/agent' };

function paths(text: string, surroundings = HERE): readonly string[] | string {
  const reading = readPath(text, surroundings);
  return reading.kind === 'paths' ? reading.paths : reading.kind;
}

describe('readPath', () => {
  it.each([
    ['/data/x', ['/data/x']],
    ['a/b', ['/srv/app/a/b']],
    ['.', ['/srv/app/.']],
    ['../x', ['/srv/app/../x']],
    ['~', ['/home/agent']],
    ['~/x', ['/home/agent/x']],
    ['a~b', ['/srv/app/a~b']],
    ['file:///data/x', ['/data/x']],
    ['FILE:///data/x', ['/data/x']],
    ['file:/data/x', ['/data/x']],
    ['file://localhost/data/x', ['/data/x']],
    ['file://LOCALHOST/data/x', ['/data/x']],
    ['/data/%2e%2e/x', ['/data/%2e%2e/x', '/data/../x']],
    ['/data/%252e/x', ['/data/%252e/x', '/data/%2e/x', '/data/./x']],
    ['%2fetc/passwd', ['/srv/app/%2fetc/passwd', '/etc/passwd']],
    ['%7e/x', ['/srv/app/%7e/x', '/home/agent/x']],
    ['file:///data/%2e%2e/x', ['/data/%2e%2e/x', '/data/../x']],
    ['/data/100%', ['/data/100%']],
    ['/data/100%/%41', ['/data/100%/%41', '/data/100%/A']],
    [' /etc/passwd', ['/srv/app/ /etc/passwd', '/etc/passwd']],
    ['/data/.. ', ['/data/.. ', '/data/..']],
    ['/data/12:30.txt', ['/data/12:30.txt']],
    ['12:30.txt', ['/srv/app/12:30.txt']],
    ['/data/a?b#c', ['/data/a?b#c']],
    ['/data//x', ['/data//x']],
    ['/data/backup~', ['/data/backup~']],
    ['/data/file.txt.~1~', ['/data/file.txt.~1~']],
  ])('reads %j', (text, expected) => {
    expect(paths(text)).toEqual(expected);
  });

  it.each(['http://example.com/x', 'https://h/../../etc/passwd', 'ws://h', 'git+ssh://h/x', 'http%3A%2F%2Fh/x://'])(
    'does not take %j for a path that a rule could allow',
    (text) => {
      expect(['none', 'unclear']).toContain(paths(text));
    },
  );

  it('is sure that a web address is no path', () => {
    expect(paths('https://example.com/data')).toBe('none');
  });

  it.each([
    ['nothing', ''],
    ['only space', '  '],
    ['NUL', '/data/x\0'],
    ['an encoded NUL', '/data/x%00'],
    ['a twice encoded NUL', '/data/x%2500'],
    ['a line break', '/data/x\n/etc'],
    ['DEL', '/data/\u007f'],
    ['a C1 control', '/data/\u0085x'],
    ['a lone surrogate', '/data/\ud800'],
    ['a backslash', '/data\\..\\x'],
    ['an encoded backslash', '/data%5c..%5cx'],
    ['a drive', 'C:\\x'],
    ['a drive with slashes', 'C:/x'],
    ['a drive alone', 'c:'],
    ['a drive behind a slash', '/C:/x'],
    ['a drive in a URL', 'file:///C:/x'],
    ['a drive in a URL, old style', 'file:///C|/x'],
    ['a share', '\\\\host\\share'],
    ['a share with slashes', '//host/share'],
    ['a share in a URL', 'file://host/share'],
    ['a share in a URL, with four slashes', 'file:////host/share'],
    ['a URL of a host named like this one', 'file://localhost.evil/x'],
    ['a URL with a host and userinfo', 'file://user@localhost/x'],
    ['a relative URL', 'file:data/x'],
    ['a URL of nothing', 'file:'],
    ['a URL of no path', 'file://'],
    ['a URL with a query', 'file:///data/x?/../../etc/passwd'],
    ['a URL with a fragment', 'file:///data/x#y'],
    ['a nested URL', 'url:file:///etc/passwd'],
    ['a jar URL', 'jar:file:///etc/x.jar!/a'],
    ['an encoded scheme', '%66ile:///etc/passwd?'],
    ["somebody's home", '~root/x'],
    ['a short name', '/PROGRA~1/x'],
    ['a short name with an extension', '/data/LONGFI~1.TXT'],
    ['an encoded short name', '/data/LONGFI%7e1.TXT'],
    ['invalid UTF-8', '/data/%ff'],
    ['overlong UTF-8', '/data/%c0%ae%c0%ae/x'],
    ['an encoded surrogate', '/data/%ed%a0%80'],
    ['encoding without end', '/data/%25252525252e/x'],
    ['more than a kernel takes', `/${'a'.repeat(4096)}`],
    ['a megabyte', '/a'.repeat(500_000)],
  ])('refuses %s', (_, text) => {
    expect(paths(text)).toBe('unclear');
  });

  it.each(['C:\\Users\\agent', '\\\\host\\share', '', 'relative', '//host/share'])(
    'reads nothing from a working directory or home such as %j',
    (base) => {
      expect(paths('x', { cwd: base, home: '/home/agent' })).toBe('unclear');
      expect(paths('~/x', { cwd: '/srv', home: base })).toBe('unclear');
    },
  );

  it('takes the root for a working directory and a home', () => {
    expect(paths('x', { cwd: '/', home: '/' })).toEqual(['//x']);
    expect(paths('~/x', { cwd: '/', home: '/' })).toEqual(['//x']);
  });

  it('gives absolute paths only, and never throws', () => {
    const tricky = fc.string({
      unit: fc.constantFrom('/', '.', '~', '%', '2', 'e', 'f', '5', 'c', ':', 'file:', 'a', ' ', '\\', '\0', '?'),
    });
    fc.assert(
      fc.property(tricky, (text) => {
        const found = paths(text);
        if (typeof found !== 'string') expect(found.filter((path) => !path.startsWith('/'))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});
