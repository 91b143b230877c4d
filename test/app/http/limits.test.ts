import { describe, expect, it } from 'vitest';
import { sessionLimits } from '../../../src/app/http/limits.ts';

describe('sessionLimits', () => {
  it.each(['child', 'http'] as const)('lets nobody have it all where callers are told apart: %s', (upstream) => {
    const limits = sessionLimits({ upstream, manyPrincipals: true });
    expect(limits.maxSessionsPerPrincipal).toBeLessThan(limits.maxSessions);
    expect(limits.maxStatelessPerPrincipal).toBeLessThan(limits.maxStateless);
    expect(limits.maxStatelessPerPrincipal).toBeGreaterThan(0);
  });

  it.each(['child', 'http'] as const)('gives the only caller all there is: %s', (upstream) => {
    const limits = sessionLimits({ upstream, manyPrincipals: false });
    expect(limits.maxSessionsPerPrincipal).toBe(limits.maxSessions);
    expect(limits.maxStatelessPerPrincipal).toBe(limits.maxStateless);
  });

  it('has places for a thousand sessions with an HTTP server, and never for a thousand processes', () => {
    expect(sessionLimits({ upstream: 'http', manyPrincipals: false }).maxSessions).toBeGreaterThan(1000);
    const { maxSessions, maxStateless } = sessionLimits({ upstream: 'child', manyPrincipals: false });
    expect(maxSessions + maxStateless).toBeLessThan(100);
  });
});
