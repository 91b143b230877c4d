import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOneEditApart } from '../../scanner/names.ts';
import { neighboursOf } from '../../scanner/neighbours.ts';

describe('neighboursOf', () => {
  const { alike } = neighboursOf([{ name: 'mail', tools: [{ name: 'send_email' }, { name: 'list_mailboxes' }] }]);

  it.each([['send_email'], ['sendEmail'], ['send_emall'], ['send_email_v2'], ['secure_send_email']])(
    'finds send_email for %s',
    (name) => {
      expect(alike(name)).toEqual([{ server: 'mail', name: 'send_email' }]);
    },
  );

  it.each([['read_email'], [''], ['send'], ['mail']])('finds nothing for %j', (name) => {
    expect(alike(name)).toEqual([]);
  });

  it('misses no name that is one edit away', () => {
    const letter = fc.constantFrom('a', 'b', 'c');
    const name = fc.string({ unit: letter, minLength: 8, maxLength: 10 });
    const edit = fc.record({ at: fc.nat(9), letter, kind: fc.constantFrom('insert', 'remove', 'replace', 'swap') });
    fc.assert(
      fc.property(name, edit, (a, { at, letter: other, kind }) => {
        const [head, tail] = [a.slice(0, at), a.slice(at)];
        const edits = {
          insert: head + other + tail,
          remove: head + tail.slice(1),
          replace: head + other + tail.slice(1),
          swap: head + tail.charAt(1) + tail.charAt(0) + tail.slice(2),
        };
        const b = edits[kind];
        fc.pre(b !== a);
        expect(isOneEditApart(a, b)).toBe(true);
        expect(neighboursOf([{ name: 's', tools: [{ name: b }] }]).alike(a)).toEqual([{ server: 's', name: b }]);
      }),
      { numRuns: 300 },
    );
  });
});
