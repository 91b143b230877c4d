import { describe, expect, it } from 'vitest';
import { LastWords, requestId, responseId } from '../../src/app/lastWords.ts';

describe('LastWords', () => {
  it('answers each request once, with an error that carries its id', () => {
    const last = new LastWords();
    expect(JSON.parse(last.answer(7) ?? '')).toMatchObject({ jsonrpc: '2.0', id: 7, error: { code: 53003 } });
    expect(last.answer(7)).toBeNull();
  });

  it('does not answer what the session has answered itself', () => {
    const last = new LastWords();
    last.heard('{"jsonrpc":"2.0","id":0,"result":{}}');
    expect(last.answer(0)).toBeNull();
    expect(last.answer('0')).not.toBeNull();
  });

  it('has nothing to say to what has no id', () => {
    expect(new LastWords().answer(null)).toBeNull();
  });
});

describe('requestId and responseId', () => {
  it.each([
    ['{"id":1,"method":"a"}', 1, null],
    ['{"id":"x","method":"a"}', 'x', null],
    ['{"id":0,"result":{}}', null, 0],
    ['{"id":"","error":{}}', null, ''],
    ['{"method":"a"}', null, null],
    ['{"id":null,"method":"a"}', null, null],
    ['{"id":{},"method":"a"}', null, null],
    ['[{"id":1,"method":"a"}]', null, null],
    ['null', null, null],
    ['not json', null, null],
    ['', null, null],
  ])('read %s as %j and %j', (line, request, response) => {
    expect(requestId(line)).toBe(request);
    expect(responseId(Buffer.from(line))).toBe(response);
  });
});
