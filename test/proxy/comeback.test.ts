import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/jsonrpc/message.ts';
import { boundOf, carriedOf, comebackOf, restored, STATE_PREFIX } from '../../src/proxy/comeback.ts';
import { QUESTION_KEY } from '../../src/proxy/elicitation.ts';

const STATE = `${STATE_PREFIX}abc`;
const YES = { action: 'accept', content: { decision: 'approve once' } };
const back = (more: JsonObject): JsonObject => ({ name: 'x', arguments: { a: 1 }, requestState: STATE, ...more });

describe('comebackOf', () => {
  it('reads the state and the choice', () => {
    expect(comebackOf(back({ inputResponses: { [QUESTION_KEY]: YES } }))).toEqual({
      state: STATE,
      choice: { verdict: 'approve', reach: 'once' },
    });
  });

  it.each<[string, JsonObject]>([
    ['without an answer', {}],
    ['with an answer to another question', { inputResponses: { other: YES } }],
    ['with an answer besides', { inputResponses: { [QUESTION_KEY]: YES, other: YES } }],
    ['with answers that are a list', { inputResponses: [YES] }],
  ])('denies a call that comes back %s', (_, more) => {
    expect(comebackOf(back(more))?.choice.verdict).toBe('deny');
  });

  it.each<[string, JsonValue | undefined]>([
    ['without a state', { name: 'x' }],
    ["with a server's state", { requestState: 'its own', inputResponses: { [QUESTION_KEY]: YES } }],
    ['with a state that is no text', { requestState: { a: STATE } }],
    ['without params', undefined],
  ])("leaves a call alone that comes %s: it is no return to Leash's question", (_, params) => {
    expect(comebackOf(params)).toBeNull();
  });
});

describe('boundOf', () => {
  const bound = (more: JsonObject, method = 'tools/call'): string | null => boundOf(method, back(more));

  it('is the same whatever the way back and `_meta` hold', () => {
    expect(bound({ _meta: { progressToken: 1 }, inputResponses: {} })).toBe(
      boundOf('tools/call', { name: 'x', arguments: { a: 1 } }),
    );
  });

  it.each<[string, string | null]>([
    ['arguments', bound({ arguments: { a: 2 } })],
    ['a name', bound({ name: 'y' })],
    ['a task', bound({ task: {} })],
    ['a method', bound({}, 'prompts/get')],
  ])('is another with other %s', (_, other) => expect(other).not.toBe(bound({})));

  it('is none for a text that is not well-formed', () => expect(bound({ arguments: { a: '\ud800' } })).toBeNull());
});

describe('restored', () => {
  it("is the call as it was made at first, with its answer to a question of the server's", () => {
    const carried = carriedOf({ name: 'x', inputResponses: { mine: 1 }, requestState: 'of the server' });
    const params = back({ inputResponses: { [QUESTION_KEY]: YES } });
    expect(restored({ jsonrpc: '2.0', id: 2, params }, params, carried)).toEqual({
      jsonrpc: '2.0',
      id: 2,
      params: { name: 'x', arguments: { a: 1 }, inputResponses: { mine: 1 }, requestState: 'of the server' },
    });
    expect(restored({ id: 2 }, params, carriedOf({ name: 'x' }))).toEqual({
      id: 2,
      params: { name: 'x', arguments: { a: 1 } },
    });
  });
});
