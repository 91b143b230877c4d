import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Recent } from '../../../src/app/auditScan/recent.ts';

it('lets go of what was not asked for the longest, and says so', () => {
  let dropped = 0;
  const recent = new Recent<number>(2, () => (dropped += 1));
  recent.set('a', 1);
  recent.set('b', 2);
  expect(recent.get('a', () => 9)).toBe(1);
  recent.set('c', 3);
  expect([recent.peek('a'), recent.peek('b'), recent.peek('c'), dropped]).toEqual([1, undefined, 3, 1]);
  expect(recent.oldest()).toBe(1);
});

it('drops from its oldest end only, as far as it is told', () => {
  const recent = new Recent<number>(9);
  for (const n of [1, 2, 9, 3]) recent.set(String(n), n);
  recent.dropWhile((n) => n < 5);
  expect(recent.entries().map(([, n]) => n)).toEqual([9, 3]);
});

it('never holds more than it may, whatever its keys are', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.constant('__proto__'))), (keys) => {
      const recent = new Recent<string>(5);
      for (const key of keys) recent.set(key, key);
      expect(recent.size).toBe(Math.min(5, new Set(keys).size));
      const last = keys.at(-1);
      if (last !== undefined) expect(recent.peek(last)).toBe(last);
    }),
  );
});
