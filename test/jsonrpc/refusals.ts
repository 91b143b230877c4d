import type { MalformedReason } from '../../src/jsonrpc/message.ts';

/** A message's members after `jsonrpc`. */
export const rpc = (members: string) => `{"jsonrpc":"2.0",${members}}`;

const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));

interface Refusal {
  readonly what: string;
  readonly line: string | Buffer;
  readonly why: MalformedReason;
  readonly ids?: readonly (string | number)[];
  readonly answers?: readonly (string | number)[];
  readonly method?: string;
  /** The nearest line that is fine. */
  readonly good: string | Buffer;
}

export const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
export const call = (params: string) => rpc(`"id":1,"method":"x","params":${params}`);

/** Each reason to refuse a message, beside the nearest line that is fine. */
export const REFUSALS: readonly Refusal[] = [
  // not-json
  { what: 'text', line: 'Server listening on stdio', why: 'not-json', good: rpc('"method":"x"') },
  { what: 'nothing', line: '', why: 'not-json', good: rpc('"method":"x"') },
  {
    what: 'half a message',
    line: '{"jsonrpc":"2.0","id":1',
    why: 'not-json',
    good: '{"jsonrpc":"2.0","id":1,"result":1}',
  },
  { what: 'two messages', line: rpc('"method":"x"').repeat(2), why: 'not-json', good: rpc('"method":"x"') },
  { what: 'a byte order mark', line: `\ufeff${rpc('"method":"x"')}`, why: 'not-json', good: ` ${rpc('"method":"x"')}` },
  { what: 'UTF-16', line: Buffer.from(rpc('"method":"x"'), 'utf16le'), why: 'not-json', good: rpc('"method":"x"') },
  { what: 'NaN', line: call('{"n":NaN}'), why: 'not-json', good: call('{"n":1}') },
  { what: 'a comment', line: call('{/**/}'), why: 'not-json', good: call('{}') },
  { what: 'a trailing comma', line: rpc('"id":1,"method":"x",'), why: 'not-json', good: rpc('"id":1,"method":"x"') },
  { what: 'a raw control character', line: call('{"a":"\0"}'), why: 'not-json', good: call('{"a":"\\u0000"}') },
  // not-jsonrpc
  { what: 'a string', line: '"2.0"', why: 'not-jsonrpc', good: rpc('"method":"x"') },
  { what: 'null', line: 'null', why: 'not-jsonrpc', good: rpc('"method":"x"') },
  { what: 'no version', line: '{"id":1,"method":"x"}', why: 'not-jsonrpc', ids: [1], method: 'x', good: call('{}') },
  { what: 'a log line', line: '{"level":"info","id":1}', why: 'not-jsonrpc', good: rpc('"id":1,"result":1') },
  {
    what: 'another version',
    line: '{"jsonrpc":"1.0","id":1,"result":{}}',
    why: 'not-jsonrpc',
    answers: [1],
    good: rpc('"id":1,"result":{}'),
  },
  {
    what: 'a version that is a number',
    method: 'x',
    line: '{"jsonrpc":2.0,"method":"x"}',
    why: 'not-jsonrpc',
    good: rpc('"method":"x"'),
  },
  {
    what: 'a method that is a number',
    line: rpc('"id":1,"method":5'),
    why: 'not-jsonrpc',
    ids: [1],
    good: rpc('"id":1,"method":"5"'),
  },
  {
    what: 'a method that is null',
    line: rpc('"id":1,"method":null'),
    why: 'not-jsonrpc',
    ids: [1],
    good: rpc('"id":1,"method":"null"'),
  },
  {
    what: 'params that are a string',
    line: call('"a"'),
    why: 'not-jsonrpc',
    ids: [1],
    method: 'x',
    good: call('["a"]'),
  },
  { what: 'params that are null', line: call('null'), why: 'not-jsonrpc', ids: [1], method: 'x', good: call('{}') },
  {
    what: 'a request that is a result too',
    line: rpc('"id":1,"method":"x","result":{}'),
    why: 'not-jsonrpc',
    ids: [1],
    method: 'x',
    good: rpc('"id":1,"method":"x"'),
  },
  {
    what: 'a notification that is an error too',
    line: rpc('"method":"x","error":{}'),
    why: 'not-jsonrpc',
    method: 'x',
    good: rpc('"method":"x"'),
  },
  {
    what: 'result and error at once',
    line: rpc('"id":1,"result":{},"error":{}'),
    why: 'not-jsonrpc',
    answers: [1],
    good: rpc('"id":1,"result":{}'),
  },
  {
    what: 'an id and nothing else',
    line: rpc('"id":1'),
    why: 'not-jsonrpc',
    answers: [1],
    good: rpc('"id":1,"result":null'),
  },
  {
    what: 'an error that is text',
    line: rpc('"id":1,"error":"no"'),
    why: 'not-jsonrpc',
    answers: [1],
    good: rpc('"id":1,"error":{}'),
  },
  {
    what: 'an error that is a list',
    line: rpc('"id":1,"error":[]'),
    why: 'not-jsonrpc',
    answers: [1],
    good: rpc('"id":1,"result":[]'),
  },
  {
    what: 'an error that is null',
    line: rpc('"id":1,"error":null'),
    why: 'not-jsonrpc',
    answers: [1],
    good: rpc('"id":1,"result":null'),
  },
  // batch
  { what: 'an empty batch', line: '[]', why: 'batch', good: rpc('"method":"x"') },
  {
    what: 'a batch',
    line: `[${call('{}')},${rpc('"id":"b","method":"y"')},${rpc('"id":3,"result":1')},${rpc('"method":"n"')}]`,
    why: 'batch',
    ids: [1, 'b'],
    answers: [3],
    good: call('{}'),
  },
  // too-deep
  { what: 'deep params', line: call(nested(128)), why: 'too-deep', ids: [1], method: 'x', good: call(nested(127)) },
  {
    what: 'a deep result',
    line: rpc(`"id":1,"result":${nested(128)}`),
    why: 'too-deep',
    answers: [1],
    good: rpc(`"id":1,"result":${nested(127)}`),
  },
  { what: 'a deep list', line: nested(200), why: 'too-deep', good: call(nested(100)) },
  {
    what: 'depth behind a duplicate key',
    line: call(`{"a":{"b":${nested(126)},"b":1}}`),
    why: 'too-deep',
    ids: [1],
    method: 'x',
    good: call(`{"a":{"b":${nested(125)},"b":1}}`),
  },
  // invalid-utf8
  {
    what: 'a byte that is no UTF-8',
    line: bytes('{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":"', 0xff, '"}}'),
    why: 'invalid-utf8',
    ids: [1],
    method: 'x',
    good: call('{"a":"ÿ"}'),
  },
  {
    what: 'an overlong slash',
    line: bytes('{"jsonrpc":"2.0","id":"é","result":"', 0xc0, 0xaf, '"}'),
    why: 'invalid-utf8',
    answers: ['é'],
    good: rpc('"id":"é","result":"/"'),
  },
  {
    what: 'a surrogate in UTF-8',
    line: bytes('{"jsonrpc":"2.0","method":"x","params":["', 0xed, 0xa0, 0x80, '"]}'),
    why: 'invalid-utf8',
    method: 'x',
    good: rpc('"method":"x","params":["\\ud800"]'),
  },
  {
    what: 'an id that is no UTF-8',
    line: bytes('{"jsonrpc":"2.0","id":"', 0xff, '","method":"x"}'),
    why: 'invalid-utf8',
    method: 'x',
    good: rpc('"id":"\ufffd","method":"x"'),
  },
  {
    what: 'no UTF-8 and two ids',
    line: bytes('{"jsonrpc":"2.0","id":1,"id":2,"result":"', 0xff, '"}'),
    why: 'invalid-utf8',
    good: rpc('"id":1,"result":"ÿ"'),
  },
  { what: 'binary', line: bytes(0x89, 'PNG', 0x1a, 0), why: 'invalid-utf8', good: rpc('"method":"x"') },
  { what: 'UTF-8 that is cut', line: bytes('{"a":"', 0xe2, 0x82), why: 'invalid-utf8', good: rpc('"method":"€"') },
  // duplicate-key
  {
    what: 'two methods',
    line: rpc('"id":1,"method":"ping","method":"tools/call"'),
    why: 'duplicate-key',
    ids: [1],
    good: rpc('"id":1,"method":"tools/call"'),
  },
  {
    what: 'the same method twice',
    line: rpc('"id":1,"method":"x","method":"x"'),
    why: 'duplicate-key',
    ids: [1],
    good: rpc('"id":1,"method":"x"'),
  },
  {
    what: 'a method in escapes',
    line: rpc(String.raw`"id":1,"method":"ping","m\u0065thod":"tools/call"`),
    why: 'duplicate-key',
    ids: [1],
    good: rpc(String.raw`"id":1,"m\u0065thod":"tools/call"`),
  },
  {
    what: 'two ids',
    line: rpc('"id":1,"id":2,"method":"x"'),
    why: 'duplicate-key',
    method: 'x',
    good: rpc('"id":1,"method":"x"'),
  },
  {
    what: 'two params',
    line: rpc('"id":1,"method":"x","params":{},"params":{}'),
    why: 'duplicate-key',
    ids: [1],
    method: 'x',
    good: call('{}'),
  },
  {
    what: 'two results',
    line: rpc('"id":1,"result":1,"result":2'),
    why: 'duplicate-key',
    answers: [1],
    good: rpc('"id":1,"result":2'),
  },
  {
    what: 'an unknown member twice',
    line: rpc('"method":"x","a":1,"a":1'),
    why: 'duplicate-key',
    method: 'x',
    good: rpc('"method":"x","a":1,"A":1'),
  },
  // lookalike-key
  {
    what: 'a method in another case',
    line: rpc('"id":1,"method":"ping","Method":"tools/call"'),
    why: 'lookalike-key',
    ids: [1],
    method: 'ping',
    good: rpc('"id":1,"method":"ping","methods":"tools/call"'),
  },
  {
    what: 'a result that another reader takes for a request',
    line: rpc('"id":1,"result":{},"METHOD":"sampling/createMessage"'),
    why: 'lookalike-key',
    answers: [1],
    good: rpc('"id":1,"result":{},"via":"sampling/createMessage"'),
  },
  {
    what: 'an id with a zero-width space',
    line: rpc('"id\u200b":1,"method":"x"'),
    why: 'lookalike-key',
    method: 'x',
    good: rpc('"idx":1,"method":"x"'),
  },
  {
    what: 'a second name in capitals',
    line: call('{"name":"read","Name":"delete"}'),
    why: 'lookalike-key',
    ids: [1],
    method: 'x',
    good: call('{"name":"read","arguments":{"Name":"delete"}}'),
  },
  {
    what: 'a name that ends in a NUL',
    line: call(String.raw`{"name\u0000":"x"}`),
    why: 'lookalike-key',
    ids: [1],
    method: 'x',
    good: call('{"name":"x\\u0000"}'),
  },
  {
    what: 'a notification of another request',
    line: rpc('"method":"notifications/cancelled","params":{"requestId":1,"requestID":2}'),
    why: 'lookalike-key',
    method: 'notifications/cancelled',
    good: rpc('"method":"notifications/cancelled","params":{"requestId":1,"reason":"requestID"}'),
  },
  {
    what: 'a second URI in a reference',
    line: call('{"ref":{"type":"ref/resource","uri":"a:b","URI":"c:d"}}'),
    why: 'lookalike-key',
    ids: [1],
    method: 'x',
    good: call('{"ref":{"type":"ref/resource","uri":"a:b","title":"c:d"}}'),
  },
  {
    what: 'a second filter of subscriptions',
    line: call('{"notifications":{"resourceSubscriptions":[],"resource_subscriptions":["a:b"]}}'),
    why: 'lookalike-key',
    ids: [1],
    method: 'x',
    good: call('{"notifications":{"resourceSubscriptions":[],"toolsListChanged":true}}'),
  },
  {
    what: 'params with a prototype',
    line: call('{"__proto__":{"name":"x"}}'),
    why: 'lookalike-key',
    ids: [1],
    method: 'x',
    good: call('{"arguments":{"__proto__":{"name":"x"}}}'),
  },
  // line-break
  {
    what: 'a carriage return between tokens, behind which a text-mode reader sees a call',
    line: `{"jsonrpc":"2.0","id":1,"method":"ping","params":\r${rpc('"id":2,"method":"tools/call","params":{"name":"rm"}')}\r}`,
    why: 'line-break',
    ids: [1],
    method: 'ping',
    good: call(String.raw`{"a":"\r\n"}`),
  },
  {
    what: 'a line feed between tokens',
    line: '{"jsonrpc":"2.0",\n"id":1,"result":{}}',
    why: 'line-break',
    answers: [1],
    good: '\r\n {"jsonrpc":"2.0",\t"id":1,"result":{}}\r\n',
  },
  // bad-id
  {
    what: 'a null id',
    line: rpc('"id":null,"method":"x"'),
    why: 'bad-id',
    method: 'x',
    good: rpc('"id":"null","method":"x"'),
  },
  {
    what: 'a fraction',
    line: rpc('"id":1.5,"method":"x"'),
    why: 'bad-id',
    method: 'x',
    good: rpc('"id":1.0,"method":"x"'),
  },
  {
    what: 'a boolean',
    line: rpc('"id":true,"method":"x"'),
    why: 'bad-id',
    method: 'x',
    good: rpc('"id":"true","method":"x"'),
  },
  {
    what: 'an object',
    line: rpc('"id":{},"method":"x"'),
    why: 'bad-id',
    method: 'x',
    good: rpc('"id":"{}","method":"x"'),
  },
  { what: 'a list', line: rpc('"id":[1],"method":"x"'), why: 'bad-id', method: 'x', good: rpc('"id":1,"method":"x"') },
  {
    what: 'an integer that JavaScript rounds',
    line: rpc('"id":9007199254740993,"method":"x"'),
    why: 'bad-id',
    method: 'x',
    good: rpc('"id":"9007199254740993","method":"x"'),
  },
  {
    what: 'an integer beyond the safe ones',
    line: rpc('"id":9007199254740992,"method":"x"'),
    why: 'bad-id',
    method: 'x',
    good: rpc('"id":9007199254740991,"method":"x"'),
  },
  {
    what: 'a fraction that JavaScript rounds to an integer',
    line: rpc('"id":1.00000000000000000001,"method":"x"'),
    why: 'bad-id',
    method: 'x',
    good: rpc('"id":1.00000000000000000000,"method":"x"'),
  },
  {
    what: 'a rounded id behind another rounded number',
    line: rpc('"a":9007199254740993,"id":1.00000000000000000001,"method":"x"'),
    why: 'bad-id',
    method: 'x',
    good: rpc('"a":9007199254740993,"id":1.0,"method":"x"'),
  },
  {
    what: 'minus zero',
    line: rpc('"id":-0,"method":"x"'),
    why: 'bad-id',
    method: 'x',
    good: rpc('"id":0,"method":"x"'),
  },
  { what: 'a result for a null id', line: rpc('"id":null,"result":1'), why: 'bad-id', good: rpc('"id":0,"result":1') },
  { what: 'an error for a null id', line: rpc('"id":null,"error":{}'), why: 'bad-id', good: rpc('"id":0,"error":{}') },
  { what: 'a result without an id', line: rpc('"result":1'), why: 'bad-id', good: rpc('"id":0,"result":1') },
];
