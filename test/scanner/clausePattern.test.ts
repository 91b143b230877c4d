import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clausesOf, type Clause } from '../../scanner/clause.ts';
import { findAll, has, placesOf } from '../../scanner/clausePattern.ts';

const NAMES = { self: '', own: new Set<string>(), other: new Set<string>(), parameters: new Set<string>() };

describe('findAll', () => {
  it('finds marks in order, no further apart than allowed', () => {
    const clause = clauseOf('you must quickly and quietly send it');
    expect(findAll(clause, ['must', 3, 'send'])).toEqual([{ from: 1, to: 5 }]);
    expect(findAll(clause, ['must', 2, 'send'])).toEqual([]);
    expect(findAll(clause, ['send', 9, 'must'])).toEqual([]);
  });

  it('is not led astray by an early word', () => {
    expect(findAll(clauseOf('must x x x x x must send'), ['must', 1, 'send'])).toEqual([{ from: 6, to: 7 }]);
  });

  it('takes any mark of a list', () => {
    expect(findAll(clauseOf('read or send'), [['send', 'read']])).toEqual([
      { from: 0, to: 0 },
      { from: 2, to: 2 },
    ]);
  });

  it('finds what a search of all combinations finds', () => {
    const word = fc.constantFrom('must', 'send', 'user', 'x');
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), fc.nat(4), fc.nat(4), (words, first, second) => {
        const clause = clauseOf(words.join(' '));
        const ends = findAll(clause, ['must', first, 'send', second, 'user']).map(({ to }) => to);
        const all = placesOf(clause, 'user').filter((user) =>
          placesOf(clause, 'send').some(
            (send) =>
              send < user &&
              user - send <= second + 1 &&
              placesOf(clause, 'must').some((must) => must < send && send - must <= first + 1),
          ),
        );
        expect(ends).toEqual(all);
      }),
    );
  });
});

describe('has', () => {
  it('asks for one mark or any of several', () => {
    const clause = clauseOf('send it');
    expect([has(clause, 'send'), has(clause, 'must'), has(clause, ['must', 'send'])]).toEqual([true, false, true]);
  });
});

function clauseOf(text: string): Clause {
  const [clause] = clausesOf(text, NAMES);
  if (clause === undefined) throw new Error('no clause');
  return clause;
}
