import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIncoming } from '../../../src/edge/http/upstreamIncoming.ts';
import { classify } from '../../../src/jsonrpc/classify.ts';

describe('what a message of the server settles', () => {
  it.each<[string, string, readonly (string | number)[], unknown]>([
    ['a result', '{"jsonrpc":"2.0","id":1,"result":{"a":1}}', [1], { a: 1 }],
    ['an error', '{"jsonrpc":"2.0","id":"1","error":{"code":1,"message":"x"}}', ['1'], undefined],
    ['a request', '{"jsonrpc":"2.0","id":1,"method":"ping"}', [], undefined],
    ['a notification', '{"jsonrpc":"2.0","method":"x"}', [], undefined],
    [
      'a batch of answers',
      '[{"jsonrpc":"2.0","id":1,"result":{}},{"jsonrpc":"2.0","id":2,"result":{}}]',
      [1, 2],
      undefined,
    ],
    ['an answer with a key twice', '{"jsonrpc":"2.0","id":1,"result":{},"result":{}}', [1], undefined],
    ['an id twice', '{"jsonrpc":"2.0","id":1,"id":1,"result":{}}', [], undefined],
    ['broken JSON', '{"jsonrpc":"2.0","id":1,"result":{oh}}', [], undefined],
    ['a stranger', '{"id":1}', [], undefined],
    ['nothing', '', [], undefined],
  ])('is the same that the session sees: %s', (_, text, answers, result) => {
    expect(readIncoming(Buffer.from(text))).toEqual({ answers, result });
  });

  it('never throws, and sees an answer wherever the session does', () => {
    const line = fc.oneof(
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .record(
          { jsonrpc: fc.constantFrom('2.0', '1'), id: fc.constantFrom(1, '1', null, 1.5), result: fc.jsonValue() },
          { requiredKeys: [] },
        )
        .map((value) => Buffer.from(JSON.stringify(value))),
    );
    fc.assert(
      fc.property(line, (bytes) => {
        const message = classify(bytes, { maxDepth: 128 });
        const { answers } = readIncoming(bytes);
        if (message.kind === 'response') expect(answers).toEqual([message.id]);
        else expect(answers).toEqual(message.kind === 'malformed' ? message.answers : []);
      }),
    );
  });
});
