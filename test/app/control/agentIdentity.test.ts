import { describe, expect, it } from 'vitest';
import { named } from '../../../src/app/control/agentIdentity.ts';

describe('named', () => {
  it('takes nobody for who they say they are', () => {
    expect(named('claude')).toEqual({ name: 'claude', id: null, verified: false, labels: {} });
  });
});
