import { describe, expect, it } from 'vitest';

import { isEdge } from '../../src/inspect/edge.ts';

const before = (text: string): boolean => isEdge(`${text}sk-`, text.length);

describe('isEdge', () => {
  it.each(['', ' ', '"', '.', '/', '=', '+', '\u00e4', 'a\\n', 'a\\r', 'a\\t', 'a%3D', 'a%3d', 'a\\u000a'])(
    'holds behind %j',
    (text) => {
      expect(before(text)).toBe(true);
    },
  );

  it.each(['a', 'Z', '0', '_', '-', 'n', 'a3D', '%3', '%zz', 'u000a'])('does not hold behind %j', (text) => {
    expect(before(text)).toBe(false);
  });
});
