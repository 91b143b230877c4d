import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UriSketch } from '../../../src/authz/authoring/uriSketch.ts';
import { policyOf, requestOf, setOf } from '../../support/policyOf.ts';

function sketchOf(uris: readonly string[]): UriSketch {
  const sketch = new UriSketch();
  for (const uri of uris) expect(sketch.add(uri)).toBe(true);
  return sketch;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('UriSketch', () => {
  it('lists a few URIs one by one, as literals', () => {
    expect(sketchOf(['file:///a/b', 'FILE:///a/./b', 'https://h/x?y=*']).patterns(false)).toEqual([
      'file:///a/b',
      String.raw`https://h/x\?y=\*`,
    ]);
  });

  it('goes over to directories where there are many, and back to a list where it must be exact', () => {
    const sketch = sketchOf(range(20).map((i) => `file:///data/docs/${i}.md`));
    expect(sketch.patterns(false)).toEqual(['file:///data/docs/**']);
    expect(sketch.patterns(true)).toHaveLength(20);
  });

  it('keeps what they begin with short, and gives up where they have nothing in common', () => {
    expect(sketchOf(range(99).map((i) => `https://h/a/${i}/x`)).patterns(false)).toEqual(['https://h/a/**']);
    expect(sketchOf(range(99).map((i) => `https://h${i}/x`)).patterns(false)).toEqual(['https://**']);
    expect(sketchOf(range(99).map((i) => `urn:x:${i}`)).patterns(false)).toEqual(['urn:*']);
    expect(sketchOf(range(99).map((i) => `memo://${i}`)).patterns(false)).toEqual(['memo://**']);
    expect(sketchOf(range(99).map((i) => `s${i}://x/y`)).patterns(false)).toBeNull();
  });

  it.each(['', 'file:///a/..%2fb', 'no uri', 'file:///a//b', 'https://u:p@h/'])('takes in no %j', (uri) => {
    expect(new UriSketch().add(uri)).toBe(false);
  });

  it('writes globs that allow what it took in, and by a literal nothing else', () => {
    const part = fc.constantFrom('a', 'b*', 'c', 'd?e', '{f}');
    const uri = fc
      .tuple(fc.constantFrom('file://', 'https://h', 'memo://x'), fc.array(part, { minLength: 1, maxLength: 4 }))
      .map(([head, parts]) => `${head}/${parts.join('/')}`);
    fc.assert(
      fc.property(fc.array(uri, { minLength: 1, maxLength: 30 }), (uris) => {
        const sketch = new UriSketch();
        const taken = uris.filter((each) => sketch.add(each));
        fc.pre(taken.length > 0);
        for (const exact of [false, true]) {
          const resource = [...(sketch.patterns(exact) ?? [])];
          const rule = { method: 'resources/read', resource, effect: 'allow', reason: 'r' };
          const set = setOf([policyOf({ name: 'p', agents: ['*'], rules: [rule] })]);
          const authorizer = set.authorizerFor({ agent: 'a', server: 'fs', observe: false });
          const outcome = (each: string) =>
            authorizer.authorize(requestOf({ method: 'resources/read', action: null, resource: each })).outcome;
          for (const each of taken) expect(outcome(each), `${each} by ${resource.join(' ')}`).toBe('allow');
          expect(outcome('other://x/y')).toBe('deny');
        }
      }),
      { numRuns: 500 },
    );
  });
});
