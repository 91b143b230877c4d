import { describe, expect, it } from 'vitest';
import { Recent } from '../../../src/app/gate/recent.ts';

describe('Recent', () => {
  it('makes a value once, and hands it out as long as it is good', () => {
    const kept = new Recent<number>(2);
    expect([
      kept.get('a', () => 1),
      kept.get('a', () => 2),
      kept.get(
        'a',
        () => 3,
        (value) => value > 1,
      ),
    ]).toEqual([1, 1, 3]);
  });

  it('forgets the one that nobody has asked for longest', () => {
    const kept = new Recent<string>(2);
    kept.get('a', () => 'first');
    kept.get('b', () => 'first');
    kept.get('a', () => 'second');
    kept.get('c', () => 'first');
    expect(kept.size).toBe(2);
    expect([kept.get('a', () => 'again'), kept.get('b', () => 'again')]).toEqual(['first', 'again']);
  });
});
