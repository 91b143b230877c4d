import { describe, expect, it } from 'vitest';
import { accept } from '../../src/pins/accept.ts';
import { ELSEWHERE, HERE, NOW, seen, stateOf, take, tool } from './support.ts';
import { pinKey } from '../../src/pins/pin.ts';

const NOTES = seen(tool('notes', 'Shows notes.'));
const SECOND = seen(tool('notes', 'Shows all notes.'));
const THIRD = seen(tool('notes', 'Shows no notes.'));
const READ = seen(tool('read'));
const KEY = pinKey(NOTES);

const drifted = take(take(null, [NOTES, READ]).file, [SECOND]).file;
const asked = { identity: HERE.id, chosen: [SECOND], keep: false, at: NOW + 5 };

/** The fingerprints that are accepted under a name, and those that wait. */
function standing(file: typeof drifted, identity = HERE) {
  const { pins, waiting, retired } = stateOf(file, {}, identity);
  return {
    pinned: [...(pins.get(KEY)?.keys() ?? [])],
    waiting: [...(waiting.get(KEY)?.keys() ?? [])],
    retired: [...(retired.get(KEY) ?? [])],
  };
}

describe('accept', () => {
  it('puts what a person has looked at in the place of what was there', () => {
    const result = accept(drifted, asked);
    expect(result?.pins).toMatchObject([{ name: 'notes', by: 'person', at: NOW + 5 }]);
    expect(standing(result?.file ?? drifted)).toEqual({
      pinned: [SECOND.fingerprint],
      waiting: [],
      retired: [NOTES.fingerprint],
    });
  });

  it('leaves what was there accepted beside it where that is wanted', () => {
    const result = accept(drifted, { ...asked, keep: true });
    expect(standing(result?.file ?? drifted)).toEqual({
      pinned: [NOTES.fingerprint, SECOND.fingerprint],
      waiting: [],
      retired: [],
    });
  });

  it('accepts nothing at all where one of the definitions no longer waits', () => {
    expect(accept(drifted, { ...asked, chosen: [SECOND, THIRD] })).toBeNull();
    expect(accept(drifted, { ...asked, chosen: [READ] })).toBeNull();
    expect(accept(drifted, { ...asked, identity: ELSEWHERE.id })).toBeNull();
  });

  it('forgets what waited before it, and keeps what came after it waiting', () => {
    const later = take(drifted, [THIRD], { at: NOW + 1 }).file;
    expect(standing(accept(later, asked)?.file ?? later).waiting).toEqual([THIRD.fingerprint]);
    expect(standing(accept(later, { ...asked, chosen: [THIRD] })?.file ?? later).waiting).toEqual([]);
  });

  it('trusts the server itself, and of its tools only those that were chosen', () => {
    const strange = take(drifted, [NOTES, READ], { identity: ELSEWHERE }).file;
    const result = accept(strange, { ...asked, identity: ELSEWHERE.id, chosen: [NOTES] });
    const after = result?.file.identities.find(({ id }) => id === ELSEWHERE.id);
    expect(after?.trusted).toBe(true);
    expect(after?.pins.map(({ name }) => name)).toEqual(['notes']);
    expect(after?.waiting.map(({ name }) => name)).toEqual(['read']);
    expect(result?.file.identities[0]).toBe(strange.identities[0]);
  });
});
