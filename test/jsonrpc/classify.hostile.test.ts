import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify } from '../../src/jsonrpc/classify.ts';
import { gist } from './gist.ts';
import { call, rpc } from './refusals.ts';

const LIMITS = { maxDepth: 128 };

/** What hostile lines are made of. */
const SEEDS = [
  call('{"name":"read_file","arguments":{"path":"/data/a","n":12.5e3},"_meta":{"progressToken":1}}'),
  rpc('"id":"a-1","result":{"content":[{"type":"text","text":"caf\u00e9 \\u0041 \\"q\\""}],"isError":false}'),
  rpc('"id":2,"error":{"code":-32601,"message":"no"}'),
  rpc('"method":"notifications/cancelled","params":{"requestId":1}'),
  `[${rpc('"id":1,"method":"a"')},${rpc('"id":1,"result":[]')}]`,
].map((text) => Buffer.from(text));
const TOKENS = [
  ...['{', '}', '[', ']', '"', ':', ',', '\\', '\r', '\n', ' ', '0', '-', '.', 'e', 'null', '\0', '\ufeff', '\\u0000'],
  ...['"id":', '"id":1,', '"ID":1,', '"method":"x",', '"Method":"x",', '"name":"y",', '"NAME":"y",', '"result":1,'],
  ...[
    '"jsonrpc":"2.0",',
    '"params":{},',
    '9007199254740993',
    '"\\u006eame":1,',
    '"__proto__":{},',
    '[[[[',
    '\u200b',
    'é',
  ],
].map((text) => Buffer.from(text));

/** Numbers from a seed (xorshift32), so that a failure can be repeated. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

function hostileLine(next: (below: number) => number): Buffer {
  let line = SEEDS[next(SEEDS.length)] ?? Buffer.alloc(0);
  for (let edits = next(4) + 1; edits > 0; edits--) {
    const at = next(line.length + 1);
    const to = Math.min(line.length, at + next(12));
    const token = TOKENS[next(TOKENS.length)] ?? Buffer.alloc(0);
    const middle = [token, Buffer.from([next(256)]), Buffer.alloc(0), Buffer.concat([line.subarray(at, to), token])];
    const end = next(3) === 0 ? to : at;
    line = Buffer.concat([line.subarray(0, at), middle[next(4)] ?? token, line.subarray(end)]);
  }
  return line;
}

/** A reader like Go's encoding/json: keys without case, the last one wins. */
function readCarelessly(text: string): Map<string, unknown> {
  const members = new Map<string, unknown>();
  for (const [key, value] of Object.entries(JSON.parse(text) as object)) members.set(key.toLowerCase(), value);
  return members;
}

describe('100,000 hostile lines', () => {
  it('are all classified, and what is not refused is read alike by other readers', () => {
    const next = random(20_260_728);
    const kinds = new Map<string, number>();
    for (let count = 0; count < 100_000; count++) {
      const line = hostileLine(next);
      const read = classify(line, LIMITS);
      const kind = read.kind === 'malformed' ? read.why : read.kind;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      if (read.kind === 'malformed') continue;
      const text = line.toString('utf8');
      const careless = readCarelessly(text);
      // Plain comparisons: an assertion each would take longer than all else.
      const same =
        ('method' in read ? careless.get('method') === read.method : !careless.has('method')) &&
        ('id' in read ? careless.get('id') === read.id : !careless.has('id')) &&
        !/[\r\n]/.test(text.trim());
      if (!same) expect.fail(`another reader reads another message: ${JSON.stringify(text)}`);
      if (read.fidelity.kind === 'lossy') continue;
      const again = classify(Buffer.from(JSON.stringify(read.value)), LIMITS);
      if (gist(again) !== gist(read)) expect.fail(`re-serialised it is another message: ${JSON.stringify(text)}`);
      if (again.kind === 'malformed' || again.fidelity.kind !== 'exact')
        expect.fail(`not exact: ${JSON.stringify(text)}`);
    }
    // The lines were worth it: every reason but the two of size came up, and every kind.
    const reasons = [
      'not-json',
      'not-jsonrpc',
      'batch',
      'invalid-utf8',
      'duplicate-key',
      'lookalike-key',
      'line-break',
      'bad-id',
    ];
    for (const kind of ['request', 'response', 'notification', ...reasons])
      expect(kinds.get(kind), kind).toBeGreaterThan(20);
  });

  it('of arbitrary bytes or arbitrary text never throw', () => {
    const token = fc.constantFrom(...TOKENS.map((bytes) => bytes.toString('utf8')));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.string({ unit: token, maxLength: 30 })), (input) => {
        const line = typeof input === 'string' ? Buffer.from(input) : Buffer.from(input);
        expect(() => classify(line, LIMITS)).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });
});
