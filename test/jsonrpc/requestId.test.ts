import { describe, expect, it } from 'vitest';
import { isRequestId } from '../../src/jsonrpc/requestId.ts';

describe('isRequestId', () => {
  it.each(['', '1', '\ud800', 0, 1, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])('takes %j', (id) => {
    expect(isRequestId(id)).toBe(true);
  });

  it.each([null, undefined, true, 1.5, -0, NaN, Infinity, Number.MAX_SAFE_INTEGER + 1, 1e21, [], [1], {}])(
    'refuses %s',
    (id) => {
      expect(isRequestId(id)).toBe(false);
    },
  );
});
