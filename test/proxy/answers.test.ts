import { describe, expect, it } from 'vitest';
import type { ClassifiedMessage, JsonObject, JsonValue } from '../../src/jsonrpc/message.ts';
import { createdTask, inputRequests, isModern, outcomeOf } from '../../src/proxy/answers.ts';

type Response = Extract<ClassifiedMessage, { kind: 'response' }>;

function response(body: JsonValue, outcome: Response['outcome'] = 'result'): Response {
  const value: JsonObject = { jsonrpc: '2.0', id: 1, [outcome]: body };
  return { kind: 'response', id: 1, outcome, body, value, fidelity: { kind: 'exact' } };
}

describe('outcomeOf', () => {
  it.each<[Response, object]>([
    [response({ content: [] }), { status: 'success', errorCode: null }],
    [response({ content: [], isError: true }), { status: 'tool-error', errorCode: null }],
    [response({ isError: 'true' }), { status: 'success', errorCode: null }],
    [response({ code: -32601, message: 'no' }, 'error'), { status: 'error', errorCode: -32601 }],
    [response({ code: 1.5 }, 'error'), { status: 'error', errorCode: null }],
    [response({ code: '7' }, 'error'), { status: 'error', errorCode: null }],
    [response(null), { status: 'success', errorCode: null }],
  ])('%j is %j', (answer, want) => expect(outcomeOf(answer)).toEqual(want));
});

describe('createdTask', () => {
  it.each<[Response, string | null]>([
    [response({ task: { taskId: 't' } }), 't'],
    [response({ resultType: 'task', taskId: 't' }), 't'],
    [response({ taskId: 't' }), null],
    [response({ task: { taskId: 1 } }), null],
    [response({ task: { taskId: 't' } }, 'error'), null],
    [response(JSON.parse('{"__proto__":{"task":{"taskId":"t"}}}') as JsonValue), null],
  ])('%j creates %j', (answer, want) => expect(createdTask(answer)).toBe(want));
});

describe('inputRequests', () => {
  const sampling = { method: 'sampling/createMessage', action: null, resource: null, args: null };

  it.each<[Response, unknown]>([
    [response({ content: [] }), null],
    [response({ inputRequests: {} }), null],
    [response({ inputRequests: { a: { method: 'sampling/createMessage', params: {} } } }), [sampling]],
    [response({ inputRequests: { a: { method: 'sampling/createMessage' }, b: {} } }), 'unreadable'],
    [response({ inputRequests: [{ method: 'sampling/createMessage' }] }), 'unreadable'],
    [response({ inputRequests: 'sampling/createMessage' }), 'unreadable'],
    [response({ inputRequests: { a: { method: 'x', Method: 'y' } } }), 'unreadable'],
    [response({ inputRequests: { a: { method: 'x' } } }, 'error'), null],
    [response({ InputRequests: { a: { method: 'sampling/createMessage' } } }), 'unreadable'],
    [response({ input_requests: { a: { method: 'sampling/createMessage' } } }), 'unreadable'],
    [response({ inputRequests: {}, 'inputRequests\u200b': { a: { method: 'x' } } }), 'unreadable'],
    [response({ content: [], structuredContent: { InputRequests: {} } }), null],
  ])('%j asks %j', (answer, want) => expect(inputRequests(answer)).toEqual(want));
});

describe('isModern', () => {
  it('is told by the version that a modern request carries', () => {
    expect(isModern({ _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } })).toBe(true);
    expect(isModern({ _meta: {} })).toBe(false);
    expect(isModern(undefined)).toBe(false);
  });
});
