import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalize } from '../../src/audit/canonical.ts';
import { canonicalDetail } from '../../src/audit/eventDetail.ts';
import type { JsonObject } from '../../src/jsonrpc/message.ts';

describe('canonicalDetail', () => {
  it('leaves canonical values as they are', () => {
    const detail = { code: 1, signal: null, lines: ['a', 'b'], more: { ok: true } };
    expect(canonicalDetail(detail)).toEqual(detail);
  });

  it('writes numbers that entries do not hold as text', () => {
    expect(canonicalDetail({ load: 0.5, size: 2 ** 60, count: 3 })).toEqual({
      load: '0.5',
      size: '1152921504606847000',
      count: 3,
    });
  });

  it('makes texts and keys well-formed', () => {
    expect(canonicalDetail({ 'k\ud800': ['\udc00'] })).toEqual({ 'k\ufffd': ['\ufffd'] });
  });

  it('gives up on what nests too deep', () => {
    let detail: JsonObject = {};
    for (let depth = 0; depth < 31; depth += 1) detail = { detail };
    expect(canonicalDetail(detail)).not.toBeNull();
    expect(canonicalDetail({ detail })).toBeNull();
  });

  it('makes any JSON canonical', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (made) => {
        const detail = canonicalDetail(JSON.parse(JSON.stringify(made)) as JsonObject);
        expect(() => canonicalize(detail)).not.toThrow();
      }),
    );
  });
});
