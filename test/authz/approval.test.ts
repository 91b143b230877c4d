import { describe, expect, it } from 'vitest';
import { approvalShape } from '../../src/authz/approval.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';
import { nodeOf } from '../support/policyOf.ts';
import { accepts } from './jsonSchema.ts';
import { reading } from './reading.ts';

const read = (given: JsonValue) => reading((context) => approvalShape.read(nodeOf(given), context));

describe('approvalShape', () => {
  it.each<[JsonValue, object]>([
    [{ timeout: 120 }, { timeoutMs: 120_000 }],
    [{ remember: ['once'] }, { remember: ['once'] }],
    [
      { timeout: 1, remember: ['once', 'session', 'once'] },
      { timeoutMs: 1000, remember: ['once', 'session'] },
    ],
  ])('reads %j', (given, value) => {
    expect(read(given)).toEqual({ value, messages: [], warnings: [] });
    expect(accepts(approvalShape.schema, given)).toBe(true);
  });

  it.each<[JsonValue, string]>([
    [{}, 'unexpected empty map, expected `timeout`, `remember` or both'],
    [120, 'unexpected number `120`, expected `timeout`, `remember` or both'],
    [{ timeout: 0 }, 'a whole number from 1 to 86400'],
    [{ timeout: '2m' }, 'a whole number from 1 to 86400'],
    [{ remember: 'session' }, 'unexpected string `session`, expected a list of `once`, `session` and `pattern`'],
    [{ remember: [] }, 'unexpected empty list'],
    [{ remember: ['always'] }, 'unknown reach `always`, expected `once`, `session` or `pattern`'],
    [{ timeot: 3 }, 'unknown key `timeot`, did you mean `timeout`?'],
  ])('refuses %j', (given, message) => {
    expect(read(given).messages).toEqual([expect.stringContaining(message)]);
    expect(accepts(approvalShape.schema, given)).toBe(false);
  });
});
