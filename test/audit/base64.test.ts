import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../src/audit/base64.ts';

describe('decodeBase64', () => {
  it('reads what encodeBase64 writes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(Buffer.from(decodeBase64(encodeBase64(bytes)) ?? [0])).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('writes a view of a larger buffer without its surroundings', () => {
    expect(encodeBase64(Uint8Array.of(0, 1, 2, 3).subarray(1, 3))).toBe('AQI=');
  });

  it.each([
    ['a missing pad', 'AQ='],
    ['bits that belong to no byte', 'AR=='],
    ['the URL alphabet', '-_-_'],
    ['a line break', 'AQID\n'],
    ['a space', 'AQ ID'],
    ['text behind the pad', 'AQ==AQ=='],
  ])('refuses %s', (_, text) => {
    expect(decodeBase64(text)).toBeNull();
  });
});
