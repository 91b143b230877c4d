import { describe, expect, it } from 'vitest';

import { ownEvent } from '../../src/edge/ownEvent.ts';

describe('ownEvent', () => {
  it('is an event of no session', () => {
    const at = { ms: 1, monoNs: 2 };
    expect(ownEvent('key_rotated', at, { epoch: 1 })).toEqual({
      phase: 'event',
      event: 'key_rotated',
      at,
      session: 'leash',
      agent: 'leash',
      server: 'leash',
      detail: { epoch: 1 },
    });
  });
});
