import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/jsonrpc/message.ts';
import { NOBODY, owedBy, owedByBatch, owedByStranger, owedOf } from '../../src/jsonrpc/owed.ts';

describe('owedOf', () => {
  it.each([
    ['{"id":1,"method":"x"}', { ids: [1], answers: [], method: 'x' }],
    ['{"id":1,"method":"x","method":"y"}', { ids: [1], answers: [], method: null }],
    ['{"id":1,"id":2,"method":"x"}', { ids: [], answers: [], method: 'x' }],
    ['{"id":1,"result":{},"result":{}}', { ids: [], answers: [1], method: null }],
    ['{"method":"x"}', { ids: [], answers: [], method: 'x' }],
    ['[1]', NOBODY],
    ['', NOBODY],
  ])('reads %s', (text, owed) => {
    expect(owedOf(Buffer.from(text))).toEqual(owed);
  });
});

describe('owedBy', () => {
  it.each<[JsonObject, unknown]>([
    [
      { id: 1, method: 'x' },
      { ids: [1], answers: [], method: 'x' },
    ],
    [
      { id: '1', method: 5 },
      { ids: ['1'], answers: [], method: null },
    ],
    [
      { id: 1.5, method: 'x' },
      { ids: [], answers: [], method: 'x' },
    ],
    [{ id: null, result: {} }, NOBODY],
    // A server whose result was `undefined` sends this: its caller still waits.
    [{ id: 1 }, { ids: [], answers: [1], method: null }],
    [{}, NOBODY],
  ])('reads %j', (value, owed) => {
    expect(owedBy(value)).toEqual(owed);
  });
});

describe('owedByStranger', () => {
  it.each<[JsonObject, unknown]>([
    [
      { id: 1, method: 'x' },
      { ids: [1], answers: [], method: 'x' },
    ],
    [
      { id: 1, result: null },
      { ids: [], answers: [1], method: null },
    ],
    [
      { id: 1, error: {} },
      { ids: [], answers: [1], method: null },
    ],
    // A line of a program's log.
    [{ id: 1, level: 'info' }, NOBODY],
    [{ id: 1, method: { verb: 'GET' } }, NOBODY],
  ])('reads %j', (value, owed) => {
    expect(owedByStranger(value, Buffer.from(JSON.stringify(value)))).toEqual(owed);
  });
});

describe('owedByBatch', () => {
  const read = (text: string) => owedByBatch(JSON.parse(text) as JsonValue[], text);

  it.each([
    ['[]', [], []],
    ['[{"id":1,"method":"x"},{"id":"1","method":"y"},{"id":1,"method":"z"}]', [1, '1'], []],
    ['[{"method":"x"},{"id":0,"result":{}},{"id":2,"error":{}},{"id":3}]', [], [0, 2]],
    ['[{"id":1.5,"method":"x"},{"id":null,"method":"x"},{"id":{},"result":1}]', [], []],
    ['[1,"id",null,[{"id":1,"method":"x"}]]', [], []],
    [' [ { "id" : 1, "method" : "x", "params": { "n": 9007199254740993 } } ] ', [1], []],
    ['[{"id":1,"method":"x"},{"id":2,"id":3,"method":"x"}]', [], []],
  ])('reads %s', (text, ids, answers) => {
    expect(read(text)).toEqual({ ids, answers, method: null });
  });

  it('is bounded', () => {
    const call = (index: number) => ({ id: index, method: 'x' });
    const answer = (index: number) => ({ id: index, result: 1 });
    const owed = read(JSON.stringify(Array.from({ length: 5000 }, (_, index) => [call(index), answer(index)]).flat()));
    expect(owed.ids).toEqual(Array.from({ length: 1000 }, (_, index) => index));
    expect(owed.answers).toHaveLength(1000);
  });
});
