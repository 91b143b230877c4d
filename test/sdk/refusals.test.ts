import { describe, expect, it } from 'vitest';
import { LeashDenied, LeashUnavailable } from '../../src/sdk/errors.ts';
import { toldOrThrown } from '../../src/sdk/refusals.ts';

const denied = new LeashDenied({ action: 'a', message: 'no', reason: 'no' });

describe('toldOrThrown', () => {
  it.each([denied, new LeashUnavailable('no')])('tells of a refusal, or throws it: %s', async (error) => {
    const call = () => Promise.reject(error);
    await expect(toldOrThrown('tell', call, (text) => `told: ${text}`)).resolves.toBe('told: no');
    await expect(toldOrThrown('throw', call, (text) => text)).rejects.toBe(error);
  });

  it('throws what a tool throws, and returns what it returns', async () => {
    const error = new Error('disk full');
    await expect(
      toldOrThrown(
        'tell',
        () => Promise.reject(error),
        (text) => text,
      ),
    ).rejects.toBe(error);
    await expect(
      toldOrThrown(
        'tell',
        () => Promise.resolve('fine'),
        (text) => text,
      ),
    ).resolves.toBe('fine');
  });
});
