import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { salvage, Salvager } from '../../src/jsonrpc/salvage.ts';

const read = (text: string) => salvage(Buffer.from(text));

describe('salvage', () => {
  it.each([
    ['{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{}}', 7, 'tools/call'],
    ['{"params":{"id":1,"method":"x"},"method":"tools/call","id":"7"}', '7', 'tools/call'],
    ['{"params":["}",{"a":"\\"}"},[]],"id":7}', 7, null],
    [' { "id" : -3 , "result" : [ { } ] } ', -3, null],
    ['{"id":0,"result":null}', 0, null],
    ['{"id":"","method":""}', '', ''],
    ['{"\\u0069d":7,"m\\u0065thod":"x"}', 7, 'x'],
    ['{"id":"a\\"b\\u00e9é","method":"\\\\"}', 'a"béé', '\\'],
    ['{"id":1.0,"method":"x"}', 1, 'x'],
    ['{"method":"x"}', null, 'x'],
    ['{}', null, null],
    ['{"a":1,"b":true,"c":null,"id":5}', 5, null],
    ['{"a":"id","b":"method","id":5}', 5, null],
  ])('tells the id and method of %s', (text, id, method) => {
    expect(read(text)).toEqual({ id, method });
  });

  it.each([
    ['two ids', '{"id":1,"id":1,"method":"x"}'],
    ['two ids, one in escapes', '{"id":1,"\\u0069\\u0064":2,"method":"x"}'],
    ['a null id', '{"id":null,"method":"x"}'],
    ['a fraction', '{"id":1.5,"method":"x"}'],
    ['a rounded integer', '{"id":9007199254740993,"method":"x"}'],
    ['a rounded fraction', '{"id":1.00000000000000000001,"method":"x"}'],
    ['minus zero', '{"id":-0,"method":"x"}'],
    ['an object', '{"id":{"id":1},"method":"x"}'],
    ['a list', '{"id":[1],"method":"x"}'],
    ['a boolean', '{"id":true,"method":"x"}'],
    ['something that is no JSON', '{"id":01,"method":"x"}'],
    ['a bad escape', '{"id":"\\x","method":"x"}'],
    ['a control character', '{"id":"a\tb","method":"x"}'],
    ['a very long string', `{"id":"${'x'.repeat(2000)}","method":"x"}`],
  ])('does not tell an id that is %s', (_, text) => {
    expect(read(text)).toEqual({ id: null, method: 'x' });
  });

  it.each([
    '{"id":1,"method":"x","method":"x"}',
    '{"id":1,"method":5}',
    '{"id":1,"method":{}}',
    '{"id":1,"method":null}',
  ])('tells the id of %s, and that it has a method', (text) => {
    expect(read(text)).toEqual({ id: 1, method: '' });
  });

  it.each([
    ...['', '1', '"id"', '[{"id":1}]', '[', '{', '{"id":1', '{"id":1,', '{"id":1,}', '{"id":1}}', '{"id":1} {"id":2}'],
    ...['{id:1}', "{'id':1}", '{"id" 1}', '{"id":}', '{"id":,"a":1}', '{,"id":1}', '{"id":1;"a":2}', '{"id":1,"a":"'],
    ...[
      '{"id":1,"a":[}',
      '{"id":1]',
      '\ufeff{"id":1}',
      'x{"id":1}',
      '{"id":1}x',
      '{"id"::1}',
      '{"id":1 2}',
      '{"a":{"id":1}',
    ],
  ])('tells nothing of %j', (text) => {
    expect(read(text)).toEqual({ id: null, method: null });
  });

  it('does not tell an id that is not UTF-8', () => {
    const line = Buffer.concat([Buffer.from('{"id":"'), Buffer.from([0xff]), Buffer.from('","method":"x"}')]);
    expect(salvage(line)).toEqual({ id: null, method: 'x' });
    const elsewhere = Buffer.concat([Buffer.from('{"id":7,"params":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(salvage(elsewhere).id).toBe(7);
  });

  it('agrees with JSON.parse on any object, in chunks of any size', () => {
    const member = fc.tuple(fc.constantFrom('id', 'method', 'params', 'result', 'a"\\'), fc.jsonValue({ maxDepth: 3 }));
    const id = fc.oneof(fc.string(), fc.maxSafeInteger());
    const message = fc
      .tuple(fc.array(member, { maxLength: 4 }), id, fc.string(), fc.boolean())
      .map(([others, id, method, first]) => {
        const rest = Object.fromEntries(others);
        return first ? { ...rest, id, method } : { id, method, ...rest };
      });
    const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 });
    fc.assert(
      fc.property(message, sizes, fc.constantFrom(undefined, 1), (value, cuts, indent) => {
        const text = JSON.stringify(value, null, indent);
        const parsed = JSON.parse(text) as { id: unknown; method: unknown };
        const { id, method } = salvageIn(Buffer.from(text), cuts);
        const isId = typeof parsed.id === 'string' || (Number.isSafeInteger(parsed.id) && !text.includes('-0'));
        if (isId) expect(id).toBe(parsed.id);
        else expect([null, parsed.id]).toContain(id);
        expect(method).toBe(typeof parsed.method === 'string' ? parsed.method : '');
      }),
      { numRuns: 1000 },
    );
  });

  it('never throws, and says the same at any chunk boundary, whatever the bytes', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '\\',
      'id',
      '"id"',
      '"method"',
      '1',
      ' ',
      '"a"',
      '\xff',
    );
    const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(token, { maxLength: 30 }), sizes, (tokens, cuts) => {
        const bytes = Buffer.from(tokens.join(''), 'latin1');
        expect(salvageIn(bytes, cuts)).toEqual(salvage(bytes));
      }),
      { numRuns: 2000 },
    );
  });
});

function salvageIn(bytes: Buffer, cuts: readonly number[]) {
  const salvager = new Salvager();
  let at = 0;
  for (let index = 0; at < bytes.length; index++) {
    const size = cuts[index % cuts.length] ?? 1;
    salvager.push(bytes.subarray(at, at + size));
    at += size;
  }
  return salvager.result();
}
