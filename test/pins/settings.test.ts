import { describe, expect, it } from 'vitest';
import { DEFAULT_PIN_SETTINGS, strictly } from '../../src/pins/settings.ts';

describe('strictly', () => {
  it('lets nothing through that nobody has looked at, whatever the settings say', () => {
    const lax = { ...DEFAULT_PIN_SETTINGS, block: 'allow', newTools: 'allow', newIdentity: 'scan' } as const;
    expect(strictly(lax)).toEqual({
      block: 'hide',
      newTools: 'quarantine',
      firstSight: 'quarantine',
      newIdentity: 'quarantine',
      unlisted: 'deny',
      invisible: 'pass',
    });
  });

  it('leaves alone what has nothing to do with trust', () => {
    expect(strictly({ ...DEFAULT_PIN_SETTINGS, invisible: 'strip' }).invisible).toBe('strip');
  });
});
