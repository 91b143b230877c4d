import { describe, expect, it } from 'vitest';
import { pinKey } from '../../src/pins/pin.ts';

describe('pinKey', () => {
  it('takes a name that is spelled in two ways for one', () => {
    expect(pinKey({ kind: 'tool', name: 'cafe\u0301' })).toBe(pinKey({ kind: 'tool', name: 'caf\u00e9' }));
  });

  it.each([
    ['another letter', { kind: 'tool', name: 'cafe' } as const],
    ['another case', { kind: 'tool', name: 'Caf\u00e9' } as const],
    ['instructions', { kind: 'instructions', name: 'caf\u00e9' } as const],
  ])('tells apart %s', (_, other) => {
    expect(pinKey(other)).not.toBe(pinKey({ kind: 'tool', name: 'caf\u00e9' }));
  });
});
