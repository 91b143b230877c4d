import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { createPathPlaces } from '../../../src/authz/matchers/pathPlace.ts';

/** A file system of directories and links: what is listed exists, with where it leads. */
function realpathOf(entries: Readonly<Record<string, string>>) {
  const real = new Map([['/', '/'], ...Object.entries(entries)]);
  const asked: string[] = [];
  return { asked, realpath: (path: string) => (asked.push(path), real.get(path) ?? null) };
}

describe('places by the text', () => {
  it.each([
    ['/a/b', '/a/b'],
    ['/', '/'],
    ['//', '/'],
    ['/a//b/', '/a/b'],
    ['/a/./b/.', '/a/b'],
    ['/a/../b', '/b'],
    ['/a/../../../b', '/b'],
    ['/..', '/'],
    ['/a/..b/...', '/a/..b/...'],
  ])('%s is %s', (path, place) => {
    expect(createPathPlaces(null).of(path)).toEqual([place]);
  });
});

describe('places in a file system', () => {
  const links = {
    '/data': '/data',
    '/data/tmp': '/data/tmp',
    '/data/tmp/out': '/etc',
    '/etc': '/etc',
    '/etc/ssl': '/etc/ssl',
    '/data/tmp/out/ssl': '/etc/ssl',
  };

  it.each([
    ['/data/tmp', ['/data/tmp']],
    ['/data/tmp/new/file', ['/data/tmp/new/file']],
    ['/data/tmp/out', ['/etc']],
    ['/data/tmp/out/new', ['/etc/new']],
    ['/data/tmp/out/ssl/new', ['/etc/ssl/new']],
    ['/new', ['/new']],
    ['/', ['/']],
    ['/data/tmp/out/../x', ['/data/tmp/x', '/x']],
    ['/data/tmp/out/../data/x', ['/data/tmp/data/x', '/data/x']],
    ['/data/tmp/new/../x', ['/data/tmp/x']],
    ['/data/tmp/../x', ['/data/x']],
    ['/../data/tmp/x', ['/data/tmp/x']],
  ])('%s leads to %j', (path, places) => {
    expect(createPathPlaces(realpathOf(links).realpath).of(path)).toEqual(places);
  });

  it('finds the last ancestor that exists in few steps', () => {
    const { realpath, asked } = realpathOf({ '/a': '/a', '/a/b': '/z' });
    expect(createPathPlaces(realpath).of(`/a/b/${'c/'.repeat(1000)}d`)).toEqual([`/z/${'c/'.repeat(1000)}d`]);
    expect(asked.length).toBeLessThan(15);
  });

  it('always asks for the first missing step, so that a dangling link is seen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 40 }), (existing, missing) => {
        const names = Array.from({ length: existing + missing }, (_, index) => `n${index}`);
        const prefixes = names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`);
        const { realpath, asked } = realpathOf(
          Object.fromEntries(prefixes.slice(0, existing).map((path) => [path, path])),
        );
        expect(createPathPlaces(realpath).of(prefixes.at(-1) ?? '/')).toEqual([prefixes.at(-1)]);
        expect(asked).toContain(prefixes[existing]);
      }),
    );
  });

  it('asks once for each path', () => {
    const { realpath, asked } = realpathOf({ '/a': '/a' });
    const places = createPathPlaces(realpath);
    for (let round = 0; round < 10; round++) places.of('/a');
    expect(asked).toEqual(['/a']);
  });

  it('does not remember for the next question', () => {
    const { realpath, asked } = realpathOf({ '/a': '/a' });
    createPathPlaces(realpath).of('/a');
    createPathPlaces(realpath).of('/a');
    expect(asked).toEqual(['/a', '/a']);
  });

  it('gives up on questions without end', () => {
    const { realpath, asked } = realpathOf({});
    const places = createPathPlaces(realpath);
    expect(() => {
      for (let index = 0; index < 1e6; index++) places.of(`/a${index}`);
    }).toThrow();
    expect(asked.length).toBeLessThan(5000);
  });

  it.each(['/proc/self/cwd/x', '/proc/self/fd/3', '/a/../proc/self/cwd', '/dev/stdin'])(
    'does not follow %s, which leads elsewhere for the server',
    (path) => {
      const real = {
        '/proc': '/proc',
        '/proc/self': '/proc/7',
        '/proc/self/cwd': '/data',
        '/proc/self/fd/3': '/data/x',
        '/dev/stdin': '/data/x',
      };
      expect(() => createPathPlaces(realpathOf(real).realpath).of(path)).toThrow('each process');
    },
  );

  it('follows what is no link in a place of processes', () => {
    expect(createPathPlaces(realpathOf({ '/dev/null': '/dev/null' }).realpath).of('/dev/null')).toEqual(['/dev/null']);
  });

  it('passes on what the file system cannot tell', () => {
    const failing = () => {
      throw new Error('EACCES');
    };
    expect(() => createPathPlaces(failing).of('/a')).toThrow('EACCES');
    expect(() => createPathPlaces(() => 'C:\\a').of('/a')).toThrow();
  });
});
