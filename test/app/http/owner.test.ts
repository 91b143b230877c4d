import { describe, expect, it } from 'vitest';
import { ownerOf } from '../../../src/app/http/owner.ts';

describe('ownerOf', () => {
  it('is one for two requests with the same credential and the same name', () => {
    expect(ownerOf({ agent: 'a', key: 'k' })).toBe(ownerOf({ key: 'k', agent: 'a' }));
  });

  it.each([
    ['another credential', { agent: 'a', key: 'l' }],
    ['another name under the same credential', { agent: 'b', key: 'k' }],
    ['a name and a key that look the same when they are joined', { agent: 'a","k', key: '' }],
  ])('differs for %s', (_what, other) => {
    expect(ownerOf(other)).not.toBe(ownerOf({ agent: 'a', key: 'k' }));
  });
});
