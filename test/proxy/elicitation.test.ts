import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/jsonrpc/message.ts';
import type { AskedCall } from '../../src/proxy/asked.ts';
import {
  canElicit,
  choiceOf,
  elicitationLine,
  inputRequiredLine,
  questionOf,
  QUESTION_KEY,
} from '../../src/proxy/elicitation.ts';

const CALL: AskedCall = {
  session: 's',
  agent: 'agent',
  server: 'fs',
  method: 'tools/call',
  action: 'delete_file',
  resource: null,
  args: { path: '/data/a' },
  policySet: 'sha256:p',
  rules: [],
  reason: 'it cannot be undone',
  owasp: [],
  risk: null,
  reaches: ['once', 'session'],
  timeoutMs: null,
};
/** What a client would show. */
interface Question {
  readonly message: string;
  readonly requestedSchema: { readonly properties: { readonly decision: { readonly enum: readonly string[] } } };
}
const asked = (call: Partial<AskedCall>): Question =>
  JSON.parse(JSON.stringify(questionOf({ ...CALL, ...call }))) as Question;
const messageOf = (call: Partial<AskedCall>): string => asked(call).message;
const choices = (call: Partial<AskedCall>): readonly string[] => asked(call).requestedSchema.properties.decision.enum;

describe('questionOf', () => {
  it('says who wants what, why it is asked, and exactly what is sent', () => {
    const message = messageOf({});
    for (const part of ['"agent"', '"fs/delete_file"', 'it cannot be undone', '"path": "/data/a"']) {
      expect(message).toContain(part);
    }
  });

  it('shows what cannot be seen, and lets no text end its line', () => {
    const message = messageOf({ args: { path: 'a\u200bb\u202ec\n(nothing else is sent)\x1b[2J' } });
    expect(message).toContain(String.raw`"path": "a\u{200b}b\u{202e}c\n(nothing else is sent)\u001b[2J"`);
    expect(message.split('\n').filter((line) => line.startsWith('(')).length).toBe(1);
  });

  it('tells an escape that is meant from one that stands for something', () => {
    expect(messageOf({ args: { a: String.raw`\u{200b}` } })).not.toBe(messageOf({ args: { a: '\u200b' } }));
  });

  it('offers the session only where the policy does, and never a pattern', () => {
    expect(choices({})).toEqual(['deny', 'approve once', 'approve for this session']);
    expect(choices({ reaches: ['pattern'] })).toEqual(['deny', 'approve once']);
  });

  it('is none where the call cannot be shown whole', () => {
    expect(questionOf({ ...CALL, args: { a: 'x'.repeat(20_000) } })).toBeNull();
    expect(questionOf({ ...CALL, args: { a: '\ud800' } })).toBeNull();
  });

  it('names a resource, and a method that is no call of a tool', () => {
    const read = messageOf({ method: 'resources/read', action: null, resource: 'file:///x', args: null });
    expect(read).toContain('"resources/read" of "fs"');
    expect(read).toContain('Resource: "file:///x"');
    expect(messageOf({ method: 'prompts/get' })).toContain('Method: "prompts/get"');
    expect(messageOf({ args: {} })).toContain('It has no arguments.');
  });
});

describe('choiceOf', () => {
  const accept = (content: JsonValue): JsonValue => ({ action: 'accept', content });

  it.each([
    ['approve once', { verdict: 'approve', reach: 'once' }],
    ['approve for this session', { verdict: 'approve', reach: 'session' }],
    ['deny', { verdict: 'deny', reach: 'once' }],
  ])('reads the explicit choice `%s`', (decision, want) => {
    expect(choiceOf(accept({ decision }))).toEqual(want);
  });

  it.each<[string, JsonValue | undefined]>([
    ['no answer', undefined],
    ['null', null],
    ['a text', 'approve once'],
    ['a decline', { action: 'decline', content: { decision: 'approve once' } }],
    ['a cancel', { action: 'cancel', content: { decision: 'approve once' } }],
    ['an action of its own', { action: 'Accept', content: { decision: 'approve once' } }],
    ['an accept without content', { action: 'accept' }],
    ['an empty form', accept({})],
    ['another field', accept({ approve: true })],
    ['a field besides', accept({ decision: 'approve once', session: true })],
    ['a choice that was not offered', accept({ decision: 'approve' })],
    ['a choice in other letters', accept({ decision: 'Approve once' })],
    ['a boolean', accept({ decision: true })],
    ['a list', accept({ decision: ['approve once'] })],
    ['a name that every object has', accept({ decision: 'constructor' })],
    ['content that is a list', accept([{ decision: 'approve once' }])],
  ])('denies on %s', (_, result) => {
    expect(choiceOf(result)).toMatchObject({ verdict: 'deny', reach: 'once' });
  });
});

describe('canElicit', () => {
  it.each<[JsonValue | undefined, boolean]>([
    [{ elicitation: {} }, true],
    [{ elicitation: { form: {} } }, true],
    [{ elicitation: { form: {}, url: {} } }, true],
    [{ elicitation: { url: {} } }, false],
    [{ elicitation: true }, false],
    [{ sampling: {} }, false],
    [undefined, false],
  ])('of %j is %s', (capabilities, want) => expect(canElicit(capabilities)).toBe(want));
});

describe('the lines', () => {
  it('are a request of the legacy era, and an answer that asks of the modern one', () => {
    const question = { message: 'm' };
    expect(JSON.parse(elicitationLine('x', question))).toEqual({
      jsonrpc: '2.0',
      id: 'x',
      method: 'elicitation/create',
      params: question,
    });
    expect(JSON.parse(inputRequiredLine(7, question, 'state'))).toEqual({
      jsonrpc: '2.0',
      id: 7,
      result: {
        resultType: 'input_required',
        inputRequests: {
          [QUESTION_KEY]: { method: 'elicitation/create', params: { mode: 'form', message: 'm' } },
        },
        requestState: 'state',
      },
    });
  });
});
