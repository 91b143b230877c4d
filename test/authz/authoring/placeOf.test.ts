import { describe, expect, it } from 'vitest';
import { isRootedPath, placeOf } from '../../../src/authz/authoring/placeOf.ts';

const links = new Map([['/data/link', '/etc']]);
const realpath = (path: string): string | null => {
  for (const [link, target] of links)
    if (path === link || path.startsWith(`${link}/`)) return target + path.slice(link.length);
  return path;
};
const environment = { cwd: '/data', home: '/home/ada', realpath };

describe('placeOf', () => {
  it.each([
    ['/data/a.txt', '/data/a.txt'],
    ['a.txt', '/data/a.txt'],
    ['./x/../a.txt', '/data/a.txt'],
    ['~/notes', '/home/ada/notes'],
    ['file:///data/a.txt', '/data/a.txt'],
    ['/data/link/passwd', '/etc/passwd'],
  ])('finds where %s leads', (text, place) => {
    expect(placeOf(text, environment)).toBe(place);
  });

  it.each([
    'https://example.com/',
    '/data/%2e%2e/etc',
    '/data/a%20b',
    '/data/link/../x',
    '/data/a*b',
    '/data/a\u0000b',
    '\\\\host\\share',
    '',
    '/proc/self/\ud800',
  ])('finds no one place for %j', (text) => {
    expect(placeOf(text, environment)).toBeNull();
  });

  it('finds none where nobody can look', () => {
    const blind = {
      ...environment,
      realpath: () => {
        throw new Error('EACCES');
      },
    };
    expect(placeOf('/data/a.txt', blind)).toBeNull();
  });
});

describe('isRootedPath', () => {
  it.each(['/data/a', '~/a', 'file:///a', '/my file'])('takes %s for a path', (text) => {
    expect(isRootedPath(text)).toBe(true);
  });

  it.each(['a/b', '//host/share', '', '/help me\nplease', '~ada'])('leaves %j to the name of the argument', (text) => {
    expect(isRootedPath(text)).toBe(false);
  });
});
