import { describe, expect, it } from 'vitest';
import { HIDDEN } from '../../scanner/hidden.ts';

describe('HIDDEN', () => {
  it.each(['\u200b', '\u202e', '\u{e0041}', '\ufe0f', '\x1b', '\n', '\u00a0', '\u2028', '\u3164', '\u2800', '\ud800'])(
    'matches %j',
    (character) => {
      expect(HIDDEN.test(`a${character}b`)).toBe(true);
    },
  );

  it.each(['plain text', 'naïve café', '日本語', '😀'])('leaves %s alone', (text) => {
    expect(HIDDEN.test(text)).toBe(false);
  });
});
