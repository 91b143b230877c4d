import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { hasChecksum } from '../../src/inspect/checksum.ts';
import { ALNUM } from './samples.ts';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let i = 0; i < 6; i += 1) {
    digits = DIGITS.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

describe('hasChecksum', () => {
  it('knows the check value of CRC-32', () => expect(hasChecksum('1234567893jZRME')).toBe(true));

  it('holds for what another implementation has summed, and for no other sum', () => {
    const body = fc.string({ unit: fc.constantFrom(...ALNUM.split('')), minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(body, fc.nat(5), (text, place) => {
        const sum = checksum(text);
        expect(hasChecksum(text + sum)).toBe(true);
        const other = sum[place] === 'A' ? 'B' : 'A';
        expect(hasChecksum(text + sum.slice(0, place) + other + sum.slice(place + 1))).toBe(false);
      }),
    );
  });

  it.each(['', '000000', 'abc'])('does not hold for %j, which is too short to be summed', (text) => {
    expect(hasChecksum(text)).toBe(false);
  });
});
