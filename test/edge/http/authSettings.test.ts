import { describe, expect, it } from 'vitest';
import { JWT_ALGORITHMS } from '../../../src/edge/http/authSettings.ts';

describe('JWT_ALGORITHMS', () => {
  it('holds signatures by key pairs only: who verifies must not be able to sign', () => {
    expect(JWT_ALGORITHMS.filter((name) => /^(none|HS|A\d|dir|PBES)/i.test(name))).toEqual([]);
    expect(JWT_ALGORITHMS).toContain('ES256');
    expect(JWT_ALGORITHMS).toContain('RS256');
  });
});
