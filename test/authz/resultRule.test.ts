import { describe, expect, it } from 'vitest';
import { resultShape } from '../../src/authz/resultRule.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';
import { nodeOf } from '../support/policyOf.ts';
import { accepts } from './jsonSchema.ts';
import { reading } from './reading.ts';

const read = (given: JsonValue) => reading((context) => resultShape.read(nodeOf(given), context));
const NOTHING = { secrets: 'allow', injection: 'allow', maxBytes: null, taint: false };

describe('resultShape', () => {
  it.each<[JsonValue, object]>([
    [{ taint: true }, { taint: true }],
    [{ secrets: 'redact' }, { secrets: 'redact' }],
    [
      { secrets: 'deny', injection: 'flag' },
      { secrets: 'deny', injection: 'flag' },
    ],
    [
      { injection: 'deny', max_bytes: 1 },
      { injection: 'deny', maxBytes: 1 },
    ],
    [{ secrets: 'allow', taint: false }, {}],
  ])('reads %j, and does nothing about what is not named', (given, some) => {
    expect(read(given)).toEqual({ value: { ...NOTHING, ...some }, messages: [], warnings: [] });
    expect(accepts(resultShape.schema, given)).toBe(true);
  });

  it.each<[JsonValue, string]>([
    [{}, 'unexpected empty map, expected at least one of `secrets`, `injection`, `max_bytes` and `taint`'],
    ['redact', 'unexpected string `redact`, expected at least one of'],
    [{ secrets: 'hide' }, 'unknown treatment `hide`, expected `redact`, `deny` or `allow`'],
    [{ secrets: 'flag' }, 'unknown treatment `flag`, expected `redact`, `deny` or `allow`'],
    [{ injection: 'redact' }, 'unknown treatment `redact`, expected `flag`, `deny` or `allow`'],
    [{ max_bytes: 0 }, 'unexpected number `0`, expected a whole number from 1 to'],
    [{ max_bytes: '1MB' }, 'unexpected string `1MB`, expected a whole number'],
    [{ taint: 'yes' }, 'unexpected string `yes`, expected `true` or `false`'],
    [{ secret: 'redact' }, 'unknown key `secret`, did you mean `secrets`?'],
  ])('refuses %j', (given, message) => {
    expect(read(given).messages).toEqual([expect.stringContaining(message)]);
    expect(accepts(resultShape.schema, given)).toBe(false);
  });
});
