import { describe, expect, it } from 'vitest';

import { plainText } from '../../src/inspect/plainText.ts';

describe('plainText', () => {
  it.each(['', 'hello', 'naïve café \u{1f980}', '<svg/>', '{"a":1}'])('is what base 64 stands for: %j', (text) => {
    const bytes = Buffer.from(text);
    expect(plainText(bytes.toString('base64'))).toBe(text);
    expect(plainText(bytes.toString('base64url'))).toBe(text);
    expect(plainText(bytes.toString('base64').replace(/(.{4})/g, '$1\n'))).toBe(text);
  });

  it.each([
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0xff]).toString('base64')],
    ['no base 64', 'key: value'],
  ])('is none where there is %s', (_, value) => expect(plainText(value)).toBeNull());
});
