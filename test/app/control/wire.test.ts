import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromWire, toWire } from '../../../src/app/control/wire.ts';
import type { JsonObject } from '../../../src/jsonrpc/message.ts';

it('says keys in snake_case and moments as ISO 8601, and leaves foreign members alone', () => {
  const value = {
    argsHash: 'x',
    expiresAt: 0,
    recordNs: 5,
    args: { camelCase: 1, at: 7 },
    list: [{ agentId: null }],
    gone: undefined,
  };
  expect(toWire(value)).toEqual({
    args_hash: 'x',
    expires_at: '1970-01-01T00:00:00.000Z',
    record_ns: 5,
    args: { camelCase: 1, at: 7 },
    list: [{ agent_id: null }],
  });
});

it('leaves a moment that no date can be as it is, and a side that is called `from`', () => {
  expect(toWire({ at: 1e300, from: 'client' })).toEqual({ at: 1e300, from: 'client' });
  expect(fromWire({ at: 'yesterday', from: '2026' })).toEqual({ at: 'yesterday', from: '2026' });
});

it('takes a key of any name for one like any other', () => {
  const read = fromWire(JSON.parse('{"__proto__":{"at":"1970-01-01T00:00:00.001Z"}}') as JsonObject);
  expect(Object.keys(read as object)).toEqual(['__proto__']);
});

it('reads back what it wrote', () => {
  const key = fc.constantFrom('at', 'expiresAt', 'startedAt', 'agent', 'argsHash', 'recordNs', 'forSeconds');
  const moment = fc.integer({ min: -8.64e15, max: 8.64e15 });
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      moment,
      fc.string().filter((text) => !/^\d{4}/.test(text)),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
      fc.record({ args: fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3, noNullPrototype: true }) }),
    ),
  }));
  fc.assert(
    fc.property(value, (each) => {
      const back: unknown = JSON.parse(JSON.stringify(fromWire(toWire(each))));
      expect(back).toEqual(JSON.parse(JSON.stringify(each)));
    }),
  );
});
