import { describe, expect, it } from 'vitest';
import { listingOf, LISTS, scannerListing } from '../../../src/app/scan/listing.ts';

describe('listingOf', () => {
  it('reads what was recorded, and what is not there as empty', () => {
    const all = { tools: [1], prompts: [2], resources: [3], resourceTemplates: [4], instructions: 'x' };
    expect(listingOf('srv', all)).toEqual({ name: 'srv', ...all });
    expect(listingOf('srv', { tools: [], prompts: 7 })).toMatchObject({ prompts: [], instructions: null });
  });

  it.each([undefined, null, [], 'x', {}, { tools: {} }])('takes nothing for a list that is none: %j', (value) => {
    expect(listingOf('srv', value)).toBeNull();
  });

  it('is what the scanner takes, with no instructions where there are none', () => {
    const listing = listingOf('srv', { tools: [] });
    if (listing === null) throw new Error('it is a listing');
    expect(Object.keys(scannerListing(listing))).not.toContain('instructions');
    expect(scannerListing({ ...listing, instructions: 'x' }).instructions).toBe('x');
    expect(LISTS.map(({ member }) => member).every((member) => member in listing)).toBe(true);
  });
});
