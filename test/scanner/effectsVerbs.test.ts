import { describe, expect, it } from 'vitest';
import { baseVerbOf, verbOf } from '../../scanner/effectsVerbs.ts';

describe('verbOf', () => {
  it.each([
    ['get', 'read', 'always'],
    ['create', 'write', 'always'],
    ['delete', 'destructive', 'always'],
    ['archive', 'destructive', 'mostly'],
    ['execute', 'execute', 'always'],
    ['grant', 'admin', 'mostly'],
    ['report', 'read', 'sometimes'],
  ])('knows %s', (word, effect, certainty) => {
    expect(verbOf(word)).toEqual({ effect, certainty });
  });

  it.each(['file', 'deleted', 'constructor', '__proto__', ''])('takes %j for no verb', (word) => {
    expect(verbOf(word)).toBeUndefined();
  });
});

describe('baseVerbOf', () => {
  it.each([
    ['deletes', 'delete'],
    ['deleting', 'delete'],
    ['fetches', 'fetch'],
    ['running', 'run'],
    ['modifies', 'modify'],
    ['lists', 'list'],
  ])('finds the base of %s', (word, base) => {
    expect(baseVerbOf(word)).toBe(base);
  });

  it.each(['deleted', 'files', 'ring', 'class', 's', ''])('finds none in %j', (word) => {
    expect(baseVerbOf(word)).toBeUndefined();
  });
});
