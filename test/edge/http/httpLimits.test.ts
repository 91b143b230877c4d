import { describe, expect, it } from 'vitest';
import { DEFAULT_HTTP_LIMITS } from '../../../src/edge/http/httpLimits.ts';

describe('DEFAULT_HTTP_LIMITS', () => {
  it('bound everything, and by something that is reached', () => {
    for (const limit of Object.values(DEFAULT_HTTP_LIMITS)) expect(Number.isSafeInteger(limit) && limit > 0).toBe(true);
  });

  it('leave room for the longest body among others', () => {
    expect(DEFAULT_HTTP_LIMITS.maxBufferedBytes).toBeGreaterThanOrEqual(2 * DEFAULT_HTTP_LIMITS.maxBodyBytes);
  });

  it('leave each connection a request', () => {
    expect(DEFAULT_HTTP_LIMITS.maxConcurrentRequests).toBeGreaterThanOrEqual(DEFAULT_HTTP_LIMITS.maxConnections);
  });
});
