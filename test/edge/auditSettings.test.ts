import { describe, expect, it } from 'vitest';

import { AUDIT_DEFAULTS } from '../../src/edge/auditSettings.ts';

describe('the settings of the log', () => {
  it('are the safe ones unless they are changed', () => {
    expect(AUDIT_DEFAULTS).toEqual({
      durability: 'full',
      arguments: 'committed',
      openingsDays: 30,
      rotateEntries: 100_000,
      rotateMs: 24 * 60 * 60 * 1000,
    });
  });
});
