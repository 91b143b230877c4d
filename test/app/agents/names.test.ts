import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { looksLikeId, nameProblem, skeletonOf } from '../../../src/app/agents/names.ts';

describe('the name of an agent', () => {
  it.each(['claude', 'Claude-3.5', 'build_bot', '0', 'a'.repeat(64), 'agent', 'agtx', 'defaults'])(
    'may be `%s`',
    (name) => expect(nameProblem(name)).toBeNull(),
  );

  it.each([
    ['nothing', ''],
    ['too long', 'a'.repeat(65)],
    ['with a slash', 'a/b'],
    ['with a glob', 'a*'],
    ['with a space', 'a b'],
    ['with an invisible character', 'clau\u200bde'],
    ['with a Cyrillic letter', 'cl\u0430ude'],
    ['with full-width letters', 'ｃｌａｕｄｅ'],
    ['with a line end', 'claude\n'],
    ['like an id', 'agt_01ARZ3NDEKTSV4RRFFQ69G5FAV'],
    ['like an id in capitals', 'AGT-1'],
    ['like a UUID', '01234567-89ab-cdef-0123-456789abcdef'],
    ['like a UUID without dashes', '0123456789ABCDEF0123456789abcdef'],
    ['that Leash uses', 'leash'],
    ['that says that nobody was named', 'default'],
    ['that looks like one of these', 'Adrn1n'],
    ['that looks like another of these', 'AP-1'],
  ])('is not one %s', (_, name) => expect(nameProblem(name)).not.toBeNull());
});

describe('skeletonOf', () => {
  it.each([
    ['claude', 'CLAUDE'],
    ['claude', 'c1aude'],
    ['claude', 'cIaude'],
    ['build-bot', 'build_bot'],
    ['build-bot', 'buildb0t'],
    ['modem', 'modern'],
    ['wave', 'vvave'],
  ])('takes `%s` and `%s` for one another', (one, other) => expect(skeletonOf(one)).toBe(skeletonOf(other)));

  it.each([
    ['claude', 'claude2'],
    ['alpha', 'beta'],
    ['bot-3', 'bot-4'],
  ])('tells `%s` from `%s`', (one, other) => expect(skeletonOf(one)).not.toBe(skeletonOf(other)));

  it('is the same of what it gives', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/), (name) => {
        expect(skeletonOf(name.toUpperCase())).toBe(skeletonOf(name.toLowerCase()));
      }),
    );
  });
});

describe('looksLikeId', () => {
  it.each(['agt_x', 'AGT_X', 'agt-1', 'agt.1'])('says so of `%s`', (name) => expect(looksLikeId(name)).toBe(true));
  it.each(['agent', 'magt_x', 'agt'])('does not of `%s`', (name) => expect(looksLikeId(name)).toBe(false));
});
