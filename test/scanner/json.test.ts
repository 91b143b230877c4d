import { describe, expect, it } from 'vitest';
import { isRecord, own, pointerTo } from '../../scanner/json.ts';

describe('own', () => {
  it('reads own members only', () => {
    expect(own({ a: 1 }, 'a')).toBe(1);
    expect(own({}, 'toString')).toBeUndefined();
    expect(own(JSON.parse('{"__proto__": 5}'), '__proto__')).toBe(5);
  });

  it.each([null, undefined, 5, 'text', ['a']])('finds nothing in %j', (value) => {
    expect(own(value, 'length')).toBeUndefined();
    expect(isRecord(value)).toBe(false);
  });
});

describe('pointerTo', () => {
  it('escapes as RFC 6901 wants it', () => {
    expect(pointerTo('/a', 'b/c~d')).toBe('/a/b~1c~0d');
    expect(pointerTo('', 0)).toBe('/0');
  });
});
