import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rootsOf } from '../../../src/authz/authoring/pathRoots.ts';

const HOME = '/home/ada';

function roots(places: readonly string[], avoid: readonly string[] = []) {
  return rootsOf(places, { home: HOME, avoid: new Set(avoid) });
}

describe('rootsOf', () => {
  it.each([
    ['the directory of a file', ['/data/p/a.txt'], ['/data/p']],
    ['a directory itself', ['/data/p'], ['/data/p']],
    ['a file without an ending itself', ['/data/p/Makefile'], ['/data/p/Makefile']],
    ['the longest that is common', ['/data/p/src/a.ts', '/data/p/test/b.ts'], ['/data/p']],
    ['by whole segments', ['/data/p/a.ts', '/data/p-evil/b.ts'], ['/data']],
    ['two below the home, not the home', [`${HOME}/one/a.ts`, `${HOME}/two/x/b.ts`], [`${HOME}/one`, `${HOME}/two/x`]],
    ['two homes apart', ['/home/ada/x/a.ts', '/home/bob/y/b.ts'], ['/home/ada/x', '/home/bob/y']],
    ['nothing of /tmp but what was used', ['/tmp/one/a.ts', '/tmp/two/b.ts'], ['/tmp/one', '/tmp/two']],
    ['a file of /etc by itself', ['/etc/hosts', '/etc/resolv.conf'], ['/etc/hosts', '/etc/resolv.conf']],
    ['a file of the home by itself', [`${HOME}/.bashrc`, `${HOME}/p/a.ts`], [`${HOME}/.bashrc`, `${HOME}/p`]],
    ['nothing that another one holds', ['/srv/x', '/srv/x/y/a.ts', '/var/log/a.log'], ['/srv/x', '/var/log']],
  ])('takes %s', (_, places, expected) => {
    expect(roots(places)).toEqual({ roots: expected, broad: [] });
  });

  it.each(['/', '/home', HOME, '/etc', '/home/bob', '/private/tmp'])(
    'says that %s is broad, where it was asked for',
    (place) => {
      expect(roots([place])).toEqual({ roots: [place], broad: [place] });
    },
  );

  it('says that a directory is broad where the places in it are too many to list', () => {
    const places = Array.from({ length: 33 }, (_, i) => `${HOME}/p${i}/a.ts`);
    expect(roots(places)).toEqual({ roots: [HOME], broad: [HOME] });
    expect(roots(places.slice(1)).roots).toHaveLength(32);
  });

  it('takes a directory apart that holds what is to be avoided', () => {
    const places = ['/data/p/src/a.ts', '/data/p/src/b.ts', '/data/p/doc/c.md', '/data/p/README.md'];
    expect(roots(places, ['/data/p/.env']).roots).toEqual(['/data/p/README.md', '/data/p/doc', '/data/p/src']);
    expect(roots(places, ['/data/p/src/secret.ts']).roots).toEqual([
      '/data/p/README.md',
      '/data/p/doc',
      '/data/p/src/a.ts',
      '/data/p/src/b.ts',
    ]);
  });

  it('holds every place, and none that is to be avoided where they can be told apart', () => {
    const name = fc.constantFrom('a', 'b', 'c.txt', 'd.md');
    const place = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => `/${names.join('/')}`);
    const isIn = (one: string, root: string) => root === '/' || one === root || one.startsWith(`${root}/`);
    fc.assert(
      fc.property(fc.array(place, { minLength: 1 }), fc.array(place), (places, unwanted) => {
        const avoid = unwanted.filter((one) => !places.some((each) => isIn(one, each)));
        const found = roots(places, avoid);
        for (const each of places) expect(found.roots.some((root) => isIn(each, root))).toBe(true);
        for (const each of avoid) expect(found.roots.some((root) => isIn(each, root))).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});
