import { describe, expect, it } from 'vitest';
import { deniedBy, LeashDenied, LeashUnavailable, notRun, unjudged, withheld } from '../../src/sdk/errors.ts';
import { decision, DENIED } from './fakeDecider.ts';

describe('LeashDenied', () => {
  it('says what denied, and nothing where nothing did', () => {
    expect(deniedBy('a', DENIED)).toMatchObject({ rule: 'p/r', reason: 'because', receipt: { index: 7 }, ran: false });
    expect(unjudged('a', 'why')).toMatchObject({ rule: null, rules: [], receipt: null, ran: false });
    expect(notRun('a', decision(), 'why')).toMatchObject({ rule: 'p/r', ran: false });
    expect(withheld('a', decision(), 'why')).toMatchObject({ rule: 'p/r', ran: true });
  });

  it('shows names from outside without what a terminal obeys', () => {
    expect(unjudged('a\u001b[2J', 'why').message).not.toContain('\u001b');
  });

  it('is told from other errors by its class and its code', () => {
    expect(deniedBy('a', DENIED)).toBeInstanceOf(LeashDenied);
    expect([deniedBy('a', DENIED).code, new LeashUnavailable('x').code]).toEqual(['LEASH_DENIED', 'LEASH_UNAVAILABLE']);
    expect([deniedBy('a', DENIED).name, new LeashUnavailable('x').name]).toEqual(['LeashDenied', 'LeashUnavailable']);
  });
});
