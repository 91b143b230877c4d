import { describe, expect, it } from 'vitest';
import { Listings } from '../../src/pins/listings.ts';
import { page, tool } from './support.ts';

const [NOTES, PULLED] = page(tool('notes'), tool('notes', 'Pulled.'));
const [READ] = page(tool('read'));
if (NOTES === undefined || PULLED === undefined || READ === undefined) throw new Error('there is a page');

describe('Listings', () => {
  it('remembers the last definition of a tool, and all of them', () => {
    const listings = new Listings();
    expect([listings.has(NOTES.key), listings.last(NOTES.key)]).toEqual([false, null]);
    listings.note([NOTES, READ], true);
    listings.note([PULLED], true);
    expect(listings.last(NOTES.key)).toBe(PULLED.fingerprint);
    expect(listings.all(NOTES.key)).toEqual([NOTES.fingerprint, PULLED.fingerprint]);
    expect(listings.keys()).toEqual([NOTES.key, READ.key]);
  });

  it('sees one name with two definitions in one list, on whatever pages', () => {
    const listings = new Listings();
    listings.note([NOTES], true);
    listings.note([PULLED], false);
    expect(listings.isClashing(NOTES.key)).toBe(true);
    listings.note([NOTES], true);
    expect(listings.isClashing(NOTES.key)).toBe(false);
    listings.note([NOTES], false);
    expect(listings.isClashing(NOTES.key)).toBe(false);
  });

  it('never forgets that there was something else', () => {
    const listings = new Listings();
    for (let i = 0; i < 100; i += 1) listings.note(page(tool('notes', `Version ${i}.`)), true);
    listings.note([NOTES], true);
    expect(listings.all(NOTES.key).length).toBeLessThanOrEqual(8);
    expect(listings.all(NOTES.key)).toContain('');
  });

  it('holds a tool until each list that asked about it has been released', () => {
    const listings = new Listings();
    listings.hold([NOTES]);
    listings.hold([NOTES]);
    listings.release([NOTES]);
    expect(listings.isAwaited(NOTES.key)).toBe(true);
    listings.release([NOTES]);
    expect(listings.isAwaited(NOTES.key)).toBe(false);
    listings.release([NOTES]);
    expect(listings.isAwaited(NOTES.key)).toBe(false);
  });

  it('says when it is full', () => {
    const listings = new Listings();
    const many = Array.from({ length: 20_001 }, (_, i) => ({ ...READ, key: `tool ${i}` }));
    listings.note(many, true);
    expect(listings.isFull).toBe(true);
    expect([listings.has('tool 19999'), listings.has('tool 20000')]).toEqual([true, false]);
  });
});
