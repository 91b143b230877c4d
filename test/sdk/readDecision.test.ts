import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/jsonrpc/message.ts';
import { NoDecision, readDecision } from '../../src/sdk/readDecision.ts';
import { wireDecision, WIRE_INSPECTION } from './wireDecision.ts';

describe('readDecision', () => {
  it('reads an allow with all that it says', () => {
    expect(readDecision(wireDecision({ obligations: [WIRE_INSPECTION] }))).toMatchObject({
      allowed: true,
      receipt: { shard: '00', index: 7, recordId: 'id' },
      obligations: [{ type: 'inspect-result', maxBytes: 100, taint: true }],
    });
  });

  it('reads the size that a result may have in either spelling', () => {
    const { max_bytes, ...rest } = WIRE_INSPECTION;
    const read = readDecision(wireDecision({ obligations: [{ ...rest, maxBytes: max_bytes ?? null }] }));
    expect(read.obligations).toMatchObject([{ maxBytes: 100 }]);
  });

  it('reads a denial, whatever it would have obliged to', () => {
    const denial = { allowed: false, effect: 'deny', denial: 'no', retry_at: '2026-01-01T00:00:00.000Z' };
    const read = readDecision(wireDecision({ ...denial, receipt: null, obligations: [{ type: 'unknown' }] }));
    expect(read).toMatchObject({
      allowed: false,
      obligations: [],
      receipt: null,
      retryAt: new Date(Date.UTC(2026, 0, 1)),
    });
  });

  it.each(Object.keys(wireDecision()))('refuses an answer without `%s`', (key) => {
    const rest = Object.entries(wireDecision()).filter(([name]) => name !== key);
    expect(() => readDecision(Object.fromEntries(rest))).toThrow(NoDecision);
  });

  it.each<JsonObject>([
    { allowed: 'true' },
    { allowed: 1 },
    { effect: 'ALLOW' },
    { allowed: true, effect: 'deny' },
    { allowed: false, effect: 'allow' },
    { allowed: false, effect: 'observe_deny' },
    { obligations: [{ ...WIRE_INSPECTION, type: 'require-approval' }] },
    { obligations: [{ ...WIRE_INSPECTION, secrets: 'ignore' }] },
    { obligations: [{ ...WIRE_INSPECTION, max_bytes: -1 }] },
    { obligations: [{ ...WIRE_INSPECTION, maxBytes: 100 }] },
    { obligations: ['inspect-result'] },
    { obligations: null },
    { receipt: {} },
    { receipt: { shard: '00', index: -1, record_id: 'id' } },
    { rules: [null] },
    { owasp: [1] },
    { retry_at: 'soon' },
    { retry_at: 0 },
  ])('refuses %j', (said) => {
    expect(() => readDecision(wireDecision(said))).toThrow(NoDecision);
  });

  it('finds an allow in nothing that is none', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => readDecision(value as JsonValue)).toThrow(NoDecision);
      }),
    );
  });
});
