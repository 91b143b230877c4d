import type { JsonObject } from '../../src/jsonrpc/message.ts';

/** An answer of `POST /v1/authorize`, with what matters to a test. */
export function wireDecision(said: JsonObject = {}): JsonObject {
  return {
    allowed: true,
    effect: 'allow',
    reason: 'because',
    denial: null,
    near_miss: null,
    rules: [{ policy: 'p', rule: 'r' }],
    obligations: [],
    owasp: ['ASI02'],
    policy_set: `sha256:${'0'.repeat(64)}`,
    session: 's',
    receipt: { shard: '00', index: 7, record_id: 'id' },
    retry_at: null,
    ...said,
  };
}

/** An obligation as it is written on the wire. */
export const WIRE_INSPECTION: JsonObject = {
  type: 'inspect-result',
  rule: { policy: 'p', rule: 'r' },
  secrets: 'redact',
  injection: 'flag',
  max_bytes: 100,
  taint: true,
};
