import { describe, expect, it } from 'vitest';
import { findLookalike, JUDGED_KEYS } from '../../src/jsonrpc/lookalike.ts';

const { topLevel, params, ref, notifications } = JUDGED_KEYS;

describe('findLookalike', () => {
  it.each([
    ['another case', 'Name'],
    ['another case throughout', 'NAME'],
    ['a case that only Unicode folds', 'reque\u017ftState'],
    ['the Kelvin sign', 'tas\u212a'],
    ['a ligature', 'reque\ufb06State'],
    ['full-width letters', '\uff4e\uff41\uff4d\uff45'],
    ['mathematical letters', '\u{1d427}\u{1d41a}\u{1d426}\u{1d41e}'],
    ['a trailing NUL', 'name\0'],
    ['an escape inside', 'na\x1bme'],
    ['a zero-width space', 'na\u200bme'],
    ['a byte order mark', '\ufeffname'],
    ['a soft hyphen', 'na\u00adme'],
    ['a variation selector', 'name\ufe0f'],
    ['a tag character', 'name\u{e0065}'],
    ['a right-to-left override', '\u202ename'],
    ['a lone surrogate', 'name\ud800'],
    ['spaces around it', ' name '],
    ['a no-break space', 'name\u00a0'],
    ['a combining mark', 'na\u0301me'],
    ['a precomposed accent', 'n\u00e1me'],
    ['Cyrillic letters', 'n\u0430m\u0435'],
    ['Greek letters', 'n\u03b1me'],
    ['a dotless i', 'ur\u0131'],
    ['a dotted capital I', 'UR\u0130'],
    ['a Hangul filler', 'name\u3164'],
    ['snake case', 'task_id'],
    ['kebab case', 'request-state'],
    ['screaming snake case', 'INPUT_RESPONSES'],
    ['one more separator in front', '__meta'],
    ['another case behind a separator', '_Meta'],
    ['the name of the prototype', '__proto__'],
  ])('finds %s', (_, key) => {
    // `fromEntries` makes an own member of `__proto__`, as JSON.parse does.
    const object = Object.fromEntries([
      ['arguments', 1],
      [key, 2],
    ]);
    expect(findLookalike(object, params)).toMatch(/^the key `.*` can be taken for another$/);
  });

  it.each([
    'names',
    'nam',
    'meta',
    'title',
    'id',
    'url',
    'progressToken',
    'имя',
    '名前',
    '',
    'x-name',
    'tasks',
    'a.name',
  ])('lets %j be a member of its own', (key) => {
    expect(findLookalike({ name: 'x', [key]: 1 }, params)).toBeNull();
  });

  it('lets every judged key pass as itself, and finds each in capitals, in its own place', () => {
    for (const keys of Object.values(JUDGED_KEYS)) {
      for (const key of keys.exact) {
        expect(findLookalike({ [key]: 1 }, keys)).toBeNull();
        expect(findLookalike({ [key.toUpperCase()]: 1 }, keys)).not.toBeNull();
      }
    }
    expect(findLookalike({ Name: 1 }, topLevel)).toBeNull();
    expect(findLookalike({ Params: 1 }, params)).toBeNull();
    expect(findLookalike({ URI: 1 }, ref)).not.toBeNull();
    expect(findLookalike({ ResourceSubscriptions: 1 }, notifications)).not.toBeNull();
  });

  it('shows the key escaped and cut', () => {
    expect(findLookalike({ 'na\x1b\u202eme': 1 }, params)).toContain(String.raw`na\x1b\u{202e}me`);
    expect(findLookalike({ [`name${'\u200b'.repeat(1000)}`]: 1 }, params)?.length).toBeLessThan(100);
  });

  it('refuses to look at more unknown members than any message has', () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`é${index}`, 1]));
    expect(findLookalike(many(1000), params)).toBeNull();
    expect(findLookalike(many(1001), params)).toMatch(/unknown members/);
  });

  it.each([undefined, null, 'Name', 1, ['Name']])('finds nothing in %j', (value) => {
    expect(findLookalike(value, params)).toBeNull();
  });
});
