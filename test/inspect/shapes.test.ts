import { describe, expect, it } from 'vitest';

import { SHAPES } from '../../src/inspect/shapes.ts';

describe('SHAPES', () => {
  it.each(SHAPES.map(({ kind, body, lead }) => ({ kind, body, lead })))(
    'bounds what it reads for a $kind',
    ({ body, lead }) => {
      for (const pattern of [body, lead]) {
        if (pattern === undefined) continue;
        // An unbounded repetition, or one inside another that is not bounded by a fixed count, is where time is lost.
        expect(pattern.source.replaceAll(/\[(?:[^\]\\]|\\.)*\]/g, 'C')).not.toMatch(/[*+]|\{\d+,\}/);
      }
      expect(body.flags).toBe('y');
    },
  );

  it('names kinds that a person can read, and that need no escape', () => {
    expect(SHAPES.filter(({ kind }) => !/^[a-z]+(?:-[a-z]+)*$/.test(kind))).toEqual([]);
  });

  it('begins each shape with a prefix that says something', () => {
    expect(SHAPES.flatMap(({ prefixes }) => prefixes).filter((prefix) => prefix.length < 2)).toEqual([]);
  });
});
