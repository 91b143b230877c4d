import { describe, expect, it } from 'vitest';
import { rateLimitShape } from '../../src/authz/rateLimit.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';
import { nodeOf } from '../support/policyOf.ts';
import { accepts } from './jsonSchema.ts';
import { reading } from './reading.ts';

const read = (given: JsonValue) => reading((context) => rateLimitShape.read(nodeOf(given), context));

describe('rateLimitShape', () => {
  it.each<[JsonValue, number, number, string]>([
    ['10/min', 10, 60_000, 'agent'],
    ['30/60s', 30, 60_000, 'agent'],
    ['20/h', 20, 3_600_000, 'agent'],
    ['100/d', 100, 86_400_000, 'agent'],
    ['1/31d', 1, 2_678_400_000, 'agent'],
    [{ max_calls: 10, window: 60 }, 10, 60_000, 'agent'],
    [{ max_calls: 1, window: 1, per: 'global' }, 1, 1000, 'global'],
    [{ max_calls: 1, window: 1, per: 'session' }, 1, 1000, 'session'],
    [{ max_calls: 1, window: 1, per: 'server' }, 1, 1000, 'server'],
  ])('reads %j', (given, maxCalls, windowMs, per) => {
    expect(read(given)).toEqual({ value: { maxCalls, windowMs, per }, messages: [], warnings: [] });
    expect(accepts(rateLimitShape.schema, given)).toBe(true);
  });

  it.each<[JsonValue, string]>([
    ['10', 'unexpected string `10`, expected `{ max_calls: 10, window: 60 }`, or for short `10/min`'],
    ['0/min', 'unexpected string `0/min`'],
    ['10/min ', 'unexpected string'],
    ['10/m', 'unexpected string'],
    ['10 per minute', 'unexpected string'],
    ['-1/s', 'unexpected string'],
    ['1e9/s', 'unexpected string'],
    ['9999999/s', 'unexpected string'],
    ['1/32d', 'unexpected string'],
    ['1/9999999d', 'unexpected string'],
    [10, 'unexpected number `10`'],
    [null, 'unexpected empty value'],
    [[], 'unexpected empty list'],
    [{ max_calls: 0, window: 60 }, 'a whole number from 1 to 1000000'],
    [{ max_calls: 1, window: 0 }, 'a whole number from 1 to 2678400'],
    [{ max_calls: 1, window: 0.5 }, 'a whole number from 1 to 2678400'],
    [{ max_calls: 1, window: '1m' }, 'a whole number from 1 to 2678400'],
    [{ max_calls: 1 }, 'missing `window`, expected the length of the window in seconds'],
    [{ window: 1 }, 'missing `max_calls`, expected how many calls may go through'],
    [
      { max_calls: 1, window: 1, per: 'user' },
      'unknown counter `user`, expected `agent`, `session`, `server` or `global`',
    ],
    [{ max_calls: 1, window: 1, burst: 3 }, 'unknown key `burst`'],
  ])('refuses %j', (given, message) => {
    const { value, messages } = read(given);
    expect(messages).toEqual([expect.stringContaining(message)]);
    if (message.startsWith('unknown key')) return;
    expect(value).toBeNull();
  });
});
