import { describe, expect, it } from 'vitest';
import { isForPerson, remedyOf, sentenceOf, type Why } from '../../src/pins/why.ts';

const WHYS: readonly Why[] = [
  ...(['unreviewed', 'new', 'suspicious', 'poisoned', 'changed', 'renamed', 'identity'] as const),
  ...(['broken', 'ambiguous', 'alternating', 'unkept', 'unlisted', 'pending'] as const),
];

describe('sentenceOf', () => {
  it('has words of its own for each reason', () => {
    const sentences = WHYS.map((why) => sentenceOf({ why, about: null, rules: [] }));
    expect(new Set(sentences).size).toBe(WHYS.length);
    expect(sentences.filter((sentence) => /undefined|null/.test(sentence))).toEqual([]);
  });

  it('says what it is about, and which rules of the scanner found something', () => {
    expect(sentenceOf({ why: 'renamed', about: 'delete_file', rules: [] })).toContain('`delete_file`');
    expect(sentenceOf({ why: 'poisoned', about: null, rules: ['secrecy', 'forced-use'] })).toContain(
      '(secrecy, forced-use)',
    );
  });
});

describe('remedyOf', () => {
  it.each<Why>(['new', 'suspicious', 'poisoned', 'changed', 'renamed', 'alternating', 'unreviewed'])(
    'names the one command that shows a tool that is %s',
    (why) => {
      expect(remedyOf({ why, about: null, rules: [] }, 'srv', 'read_file')).toContain('`leash trust srv read_file`');
    },
  );

  it('names the server where all of it waits', () => {
    expect(remedyOf({ why: 'identity', about: 'x', rules: [] }, 'srv', 'read')).toContain('`leash trust srv`');
  });

  it.each([
    ['read file', "`leash trust srv 'read file'`"],
    ['$(rm -rf ~)', "`leash trust srv '$(rm -rf ~)'`"],
    ["x'; rm -rf ~; '", '`leash trust srv `'],
    ['x`id`', '`leash trust srv `'],
    ['x\u001b[2J', '`leash trust srv `'],
    ['x\nleash trust srv', '`leash trust srv `'],
  ])('makes no command of a tool that is called %j', (name, command) => {
    expect(remedyOf({ why: 'changed', about: null, rules: [] }, 'srv', name)).toContain(command);
  });
});

describe('isForPerson', () => {
  it('is true where a command to accept it is the remedy, and only there', () => {
    for (const why of WHYS) {
      expect(remedyOf({ why, about: null, rules: [] }, 'srv', 'read').includes('leash trust')).toBe(isForPerson(why));
    }
  });
});
