import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify } from '../../src/jsonrpc/classify.ts';
import type { ClassifiedMessage } from '../../src/jsonrpc/message.ts';
import { gist } from './gist.ts';
import { call, nested, REFUSALS, rpc } from './refusals.ts';

const LIMITS = { maxDepth: 128 };
const read = (line: string | Buffer, limits = LIMITS) => classify(Buffer.from(line), limits);

describe('classify', () => {
  it('reads a request', () => {
    expect(read(rpc('"id":7,"method":"tools/call","params":{"name":"x","arguments":{"a":1}}'))).toEqual({
      kind: 'request',
      id: 7,
      method: 'tools/call',
      params: { name: 'x', arguments: { a: 1 } },
      value: { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'x', arguments: { a: 1 } } },
      fidelity: { kind: 'exact' },
    });
  });

  it('reads a notification', () => {
    expect(read(rpc('"method":"notifications/initialized"'))).toEqual({
      kind: 'notification',
      method: 'notifications/initialized',
      params: undefined,
      value: { jsonrpc: '2.0', method: 'notifications/initialized' },
      fidelity: { kind: 'exact' },
    });
  });

  it('reads a result and an error', () => {
    expect(read(rpc('"id":"a","result":{"tools":[]}'))).toMatchObject({
      outcome: 'result',
      id: 'a',
      body: { tools: [] },
    });
    expect(read(rpc('"id":0,"error":{"code":-32601,"message":"no"}'))).toMatchObject({
      outcome: 'error',
      id: 0,
      body: { code: -32601, message: 'no' },
    });
  });

  it('keeps members that it does not know', () => {
    const message = read(rpc('"id":1,"method":"ping","x-trace":{"a":[1]},"extra":null'));
    expect(message).toMatchObject({ kind: 'request', value: { 'x-trace': { a: [1] }, extra: null } });
  });

  it.each([
    ['"id":1,"method":"x"', 'request 1 x'],
    ['"id":"1","method":"x"', 'request "1" x'],
    ['"id":0,"method":"x"', 'request 0 x'],
    ['"id":-5,"method":"x"', 'request -5 x'],
    ['"id":"","method":""', 'request "" '],
    ['"id":1.0,"method":"x"', 'request 1 x'],
    ['"id":1e3,"method":"x"', 'request 1000 x'],
    ['"id":9007199254740991,"method":"x"', 'request 9007199254740991 x'],
    ['"id":1,"method":"x","params":[]', 'request 1 x'],
    ['"method":"tools/call","params":{"name":"x"}', 'notification tools/call'],
    ['"id":1,"result":null', 'response 1 result'],
    ['"id":1,"result":false', 'response 1 result'],
    ['"id":1,"result":"text"', 'response 1 result'],
    ['"id":1,"error":{}', 'response 1 error'],
    ['"id":1,"result":{},"params":null', 'response 1 result'],
  ])('takes %s for a %s', (members, want) => {
    expect(gist(read(rpc(members)))).toBe(want);
  });
});

describe('classify refuses', () => {
  it.each(REFUSALS)('$what ($why), and takes its nearest good twin', ({ line, why, ids, answers, method, good }) => {
    expect(read(line)).toEqual({
      kind: 'malformed',
      why,
      ids: ids ?? [],
      answers: answers ?? [],
      method: method ?? null,
      detail: expect.stringMatching(/^[ -~]+$/) as unknown,
    });
    expect(read(good).kind).not.toBe('malformed');
  });

  it('with details that hold nothing of the values', () => {
    for (const { line } of REFUSALS) {
      const secret = Buffer.from(Buffer.from(line).toString('latin1').replaceAll('"x"', '"s3cret"'), 'latin1');
      expect(JSON.stringify((read(secret) as { detail?: string }).detail)).not.toContain('s3cret');
    }
  });

  it('what the engine itself cannot handle, and still knows who asked', () => {
    const deep = call(nested(500_000));
    expect(read(deep, { maxDepth: 1_000_000 })).toMatchObject({
      kind: 'malformed',
      why: 'too-large',
      ids: [1],
      method: 'x',
    });
  });

  it('refuses what is made of millions of parts before it is read, and owes its sender an answer', () => {
    const many = `[${'{},'.repeat(1_500_000)}{}]`;
    const refused = read(rpc(`"id":7,"method":"tools/call","params":{"name":"x","arguments":{"a":${many}}}`));
    expect(refused).toMatchObject({ kind: 'malformed', why: 'too-large', ids: [7] });
    const long = 'x'.repeat(5_000_000);
    const heavy = rpc(`"id":7,"method":"tools/call","params":{"name":"x","arguments":{"a":"${long}"}}`);
    expect(read(heavy).kind).toBe('request');
  });

  it('ten megabytes of brackets at once', () => {
    const started = performance.now();
    expect(gist(read('['.repeat(10_000_000)))).toBe('malformed too-deep');
    expect(gist(read(call(nested(5_000_000))))).toBe('malformed too-deep');
    expect(gist(read(`${'{"a":'.repeat(2_000_000)}1${'}'.repeat(2_000_000)}`))).toBe('malformed too-deep');
    // Just below the size from which depth is checked first.
    expect(gist(read(nested(1_000_000)))).toBe('malformed too-deep');
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('the fidelity of a message', () => {
  it.each([
    [call('{"a":[1,2.5,"é\\n",true,null,{}],"b":1e+21}'), { kind: 'exact' }],
    [call('{"a":"\\ud800","b":"\u2028"}'), { kind: 'exact' }],
    [` ${call('{}')}`, { kind: 'equivalent' }],
    [call('{"a": 1}'), { kind: 'equivalent' }],
    [call('{"a":1.0}'), { kind: 'equivalent' }],
    [call('{"a":"\\u0061"}'), { kind: 'equivalent' }],
    [call('{"a":"\\/"}'), { kind: 'equivalent' }],
    // JavaScript puts keys like numbers first.
    [call('{"b":1,"1":2}'), { kind: 'equivalent' }],
    [
      call('{"a":{"b":1,"b":1}}'),
      { kind: 'lossy', why: 'duplicate-key', detail: 'the key at /params/a/b stands twice' },
    ],
    [
      call('{"arguments":{"n":9007199254740993}}'),
      { kind: 'lossy', why: 'number', detail: 'the number at /params/arguments/n cannot be held exactly' },
    ],
    [call('[-0]'), { kind: 'lossy', why: 'number', detail: 'the number at /params/0 cannot be held exactly' }],
    [
      call('{"a":1e400,"b":{"c":1,"c":2}}'),
      { kind: 'lossy', why: 'duplicate-key', detail: 'the key at /params/b/c stands twice' },
    ],
  ])('%s is as it should be', (line, fidelity) => {
    expect(read(line)).toMatchObject({ kind: 'request', fidelity });
  });
});

// ---- properties -------------------------------------------------------------------------------------------------

const id = fc.oneof(fc.string({ unit: 'binary' }), fc.maxSafeInteger());
const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });
const args = fc.dictionary(fc.string({ unit: 'binary' }), json);
const params = fc.oneof(
  fc.constant({}),
  args.map((arguments_) => ({ name: 'x', arguments: arguments_ })),
  fc.array(json),
);
const method = fc.oneof(fc.constantFrom('tools/call', 'ping', ''), fc.string({ unit: 'binary' }));

const message = fc.oneof(
  fc.record({ jsonrpc: fc.constant('2.0'), id, method, params }, { requiredKeys: ['jsonrpc', 'id', 'method'] }),
  fc.record({ jsonrpc: fc.constant('2.0'), method, params }, { requiredKeys: ['jsonrpc', 'method'] }),
  fc.record({ jsonrpc: fc.constant('2.0'), id, result: json }),
  fc.record({ jsonrpc: fc.constant('2.0'), id, error: args }),
);

describe('any message', () => {
  it('is exact as JSON.stringify writes it', () => {
    fc.assert(
      fc.property(message, (value) => {
        const text = JSON.stringify(value);
        const classified = read(text);
        expect(classified.kind).not.toBe('malformed');
        expect(classified).toMatchObject({ fidelity: { kind: 'exact' } });
        if ('id' in value) expect(classified).toMatchObject({ id: JSON.parse(JSON.stringify(value.id)) as unknown });
      }),
      { numRuns: 500 },
    );
  });

  it('is equivalent with spaces between its tokens, and reads the same', () => {
    fc.assert(
      fc.property(message, (value) => {
        const text = JSON.stringify(value);
        const spaced = JSON.stringify(value, null, 1).replaceAll('\n', ' ');
        const { fidelity, ...rest } = read(spaced) as Extract<ClassifiedMessage, { kind: 'request' }>;
        expect(fidelity).toEqual({ kind: 'equivalent' });
        expect({ ...rest, fidelity: { kind: 'exact' } }).toEqual(read(text));
      }),
      { numRuns: 500 },
    );
  });
});
