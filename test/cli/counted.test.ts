import { describe, expect, it } from 'vitest';

import { counted } from '../../src/cli/counted.ts';

describe('counted', () => {
  it.each([
    [0, '0 files'],
    [1, '1 file'],
    [2, '2 files'],
  ])('counts %i', (count, want) => expect(counted(count, 'file')).toBe(want));

  it('knows nouns that do not take an s', () => {
    expect([counted(1, 'entry', 'entries'), counted(2, 'entry', 'entries')]).toEqual(['1 entry', '2 entries']);
  });
});
