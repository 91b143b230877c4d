import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/jsonrpc/message.ts';
import { policyOf, requestOf, setOf } from '../support/policyOf.ts';

const LIMITED = { id: 'r', action: 'read', effect: 'allow', reason: 'r', rate_limit: '10/min' };

function decide(sources: readonly JsonObject[], observe = false) {
  const policies = sources.map((source, index) => policyOf({ name: `p${index}`, agents: ['*'], ...source }));
  return setOf(policies).authorizerFor({ agent: 'a', server: 'fs', observe }).authorize(requestOf());
}

describe('obligations', () => {
  it('are all that the deciding rule says', () => {
    const rule = {
      ...LIMITED,
      effect: 'ask',
      result: { secrets: 'redact', max_bytes: 5 },
      ask: { timeout: 9, remember: ['session'] },
    };
    expect(decide([{ rules: [rule] }]).obligations).toEqual([
      { type: 'rate-limit', rule: { policy: 'p0', rule: 'r' }, maxCalls: 10, windowMs: 60_000, per: 'agent' },
      {
        type: 'inspect-result',
        rule: { policy: 'p0', rule: 'r' },
        secrets: 'redact',
        injection: 'allow',
        maxBytes: 5,
        taint: false,
      },
      { type: 'require-approval', reason: 'r', timeoutMs: 9000, remember: ['session'] },
    ]);
  });

  it('are what each of several deciding rules says', () => {
    const { obligations } = decide([{ rules: [LIMITED] }, { rules: [{ ...LIMITED, rate_limit: '1/s' }] }]);
    expect(obligations).toMatchObject([{ maxCalls: 10 }, { maxCalls: 1 }]);
  });

  it('are none of a rule that does not decide', () => {
    const other = { ...LIMITED, id: 'other', rate_limit: '1/s', action: 'write' };
    expect(decide([{ rules: [other, LIMITED] }]).obligations).toMatchObject([{ maxCalls: 10 }]);
    const denied = { priority: 1, rules: [{ action: 'read', effect: 'deny', reason: 'no' }] };
    expect(decide([denied, { rules: [LIMITED] }])).toMatchObject({ outcome: 'deny', obligations: [] });
  });

  it('stay, where an observing policy would have denied', () => {
    const watching = { priority: 9, mode: 'observe', rules: [{ action: '*', effect: 'deny', reason: 'watch' }] };
    expect(decide([watching, { rules: [LIMITED] }])).toMatchObject({
      outcome: 'allow',
      observed: true,
      obligations: [{ type: 'rate-limit', maxCalls: 10 }],
    });
  });

  it('are none where an observing policy or session lets it through', () => {
    expect(decide([{ mode: 'observe', rules: [LIMITED] }])).toMatchObject({ outcome: 'allow', obligations: [] });
    expect(decide([{ rules: [LIMITED] }], true)).toMatchObject({ outcome: 'allow', observed: false, obligations: [] });
    expect(decide([{ rules: [{ ...LIMITED, effect: 'ask' }] }], true)).toMatchObject({
      observed: true,
      obligations: [],
    });
  });
});
