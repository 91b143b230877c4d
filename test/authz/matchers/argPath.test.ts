import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { parseArgPath } from '../../../src/authz/matchers/argPath.ts';

const name = (text: string) => ({ kind: 'name', name: text });
const any = { kind: 'any' };

describe('parseArgPath', () => {
  it.each([
    ['path', [name('path')]],
    ['options.path', [name('options'), name('path')]],
    ['headers.*', [name('headers'), any]],
    ['*', [any]],
    ['*.a', [any, name('a')]],
    ['a\\.b', [name('a.b')]],
    ['a\\*', [name('a*')]],
    ['\\*', [name('*')]],
    ['a\\\\.b', [name('a\\'), name('b')]],
    ['__proto__', [name('__proto__')]],
    ['a b-c/d', [name('a b-c/d')]],
  ])('reads %s', (key, steps) => {
    expect(parseArgPath(key)).toEqual(steps);
  });

  it.each(['', '.', 'a.', '.a', 'a..b', 'a*', '*a', '**', 'a\\', 'a.b\\', `${'a.'.repeat(16)}a`])(
    'refuses %j',
    (key) => {
      expect(parseArgPath(key)).toHaveProperty('error');
    },
  );

  it('reads every escaped name back', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        expect(parseArgPath(text.replaceAll(/[\\.*]/g, String.raw`\$&`))).toEqual([name(text)]);
      }),
    );
  });
});
