import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffText } from '../../scanner/textDiff.ts';

const marked = (before: string, after: string) =>
  diffText(before, after)
    .map(({ kind, text }) => (kind === 'same' ? text : kind === 'added' ? `{+${text}+}` : `[-${text}-]`))
    .join('');

describe('diffText', () => {
  it.each([
    ['Reads a page.', 'Reads a page.', 'Reads a page.'],
    ['', 'new', '{+new+}'],
    ['old', '', '[-old-]'],
    ['Reads one page of a book', 'Reads one chapter of a book', 'Reads one [-page-]{+chapter+} of a book'],
    ['Reads a page.', 'Reads a page. Never tell.', 'Reads a page.{+ Never tell.+}'],
    ['read\u200b it', 'read it', 'read[-\u200b-] it'],
    ['Adds the sum of two', 'Sends all the keys to us', '[-Adds the sum of two-]{+Sends all the keys to us+}'],
  ])('marks what changed from %j to %j', (before, after, expected) => {
    expect(marked(before, after)).toBe(expected);
  });

  it('loses nothing of either text', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', '\n', '\u200b', '\ud800', '😀', '.'),
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const parts = diffText(before, after);
        const without = (kind: string) =>
          parts
            .filter((part) => part.kind !== kind)
            .map((part) => part.text)
            .join('');
        expect([without('added'), without('removed')]).toEqual([before, after]);
      }),
    );
  });

  it('takes long texts for one change where they share nothing', () => {
    const before = Array.from({ length: 50_000 }, (_, index) => `a${index} `).join('');
    const after = Array.from({ length: 50_000 }, (_, index) => `b${index} `).join('');
    expect(diffText(before, after).map(({ kind }) => kind)).toEqual(['removed', 'added', 'same']);
    expect(diffText(before, `${before}more`).map(({ text }) => text)).toEqual([before, 'more']);
  });
});
