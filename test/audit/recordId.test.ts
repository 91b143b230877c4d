import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RECORD_ID_RANDOM, recordId } from '../../src/audit/recordId.ts';

const random = fc.uint8Array({ minLength: RECORD_ID_RANDOM, maxLength: RECORD_ID_RANDOM });
const LAST = 2 ** 48 - 1;

describe('recordId', () => {
  it('makes the UUIDv7 of RFC 9562, appendix A.6', () => {
    const bytes = Uint8Array.of(0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f);
    expect(recordId(0x017f22e279b0, bytes)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  it('always has the form, the version and the variant of one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LAST }), random, (ms, bytes) => {
        expect(recordId(ms, bytes)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      }),
    );
  });

  it('sorts as text by time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LAST - 1 }), random, random, (ms, one, other) => {
        expect(recordId(ms, one) < recordId(ms + 1, other)).toBe(true);
      }),
    );
  });

  it('tells the time back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LAST }), random, (ms, bytes) => {
        expect(parseInt(recordId(ms, bytes).replace('-', '').slice(0, 12), 16)).toBe(ms);
      }),
    );
  });
});
