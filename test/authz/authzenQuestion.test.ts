import { describe, expect, it } from 'vitest';
import { readAuthzenRequest } from '../../src/authz/authzen.ts';
import { authzenRequest, readAuthzenResponse } from '../../src/authz/authzenQuestion.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';

const QUESTION = {
  agent: 'alice',
  agentId: null,
  verified: false,
  server: 'fs',
  session: 's-1',
  method: 'tools/call',
  action: 'write_file',
  resource: null,
  args: { path: '/data/a', content: 'secret' },
};

describe('authzenRequest', () => {
  it('names the agent by its id where it has shown one, the tool, and the arguments without their values', () => {
    const asked = authzenRequest({ ...QUESTION, agentId: 'agt_1', verified: true }, 'names');
    expect(asked).toEqual({
      subject: { type: 'agent', id: 'agt_1', properties: { name: 'alice', verified: true } },
      action: { name: 'write_file', properties: {} },
      resource: { type: 'tool', id: 'fs/write_file', properties: { server: 'fs', method: 'tools/call' } },
      context: { session: 's-1', argument_names: ['path', 'content'] },
    });
  });

  it('sends nothing of the arguments, or all of them, where that is set', () => {
    expect(JSON.stringify(authzenRequest(QUESTION, 'none'))).not.toMatch(/path|secret/);
    expect(authzenRequest(QUESTION, 'full')['action']).toEqual({ name: 'write_file', properties: QUESTION.args });
  });

  it('names what has no tool by its method and URI', () => {
    const read = { ...QUESTION, method: 'resources/read', action: null, resource: 'file:///a', args: null };
    expect(authzenRequest(read, 'full')).toMatchObject({
      action: { name: 'resources/read', properties: {} },
      resource: { type: 'resource', id: 'file:///a' },
    });
    const odd = { ...read, method: 'x/y', resource: null };
    expect(authzenRequest(odd, 'names')).toMatchObject({ resource: { type: 'mcp', id: 'fs' } });
  });

  it('is read back as the question that it was', () => {
    const reading = readAuthzenRequest(authzenRequest(QUESTION, 'full'));
    expect(reading).toMatchObject({
      kind: 'question',
      question: {
        agent: 'alice',
        server: 'fs',
        method: 'tools/call',
        session: 's-1',
        action: 'write_file',
        args: QUESTION.args,
      },
    });
  });
});

describe('readAuthzenResponse', () => {
  it.each<[JsonValue, boolean, string]>([
    [{ decision: true }, true, 'it gives no reason'],
    [{ decision: false, context: { reason_user: { en: 'not now' } } }, false, 'not now'],
    [{ decision: false, context: { reason_user: { 'de-DE': 'nein' } } }, false, 'nein'],
    [{ decision: false, context: { reason_admin: { en: 'rule 7' } } }, false, 'rule 7'],
    [{ decision: false, context: { reason: 'policy_denied' } }, false, 'policy_denied'],
    [{ decision: false, context: { reason_user: { en: 7 } } }, false, 'it gives no reason'],
    [{ decision: false, context: [] }, false, 'it gives no reason'],
    [{ decision: false, context: { reason: 'a\n\u001b[31mb' } }, false, 'a\\n\\x1b[31mb'],
  ])('reads %j', (value, allowed, reason) => {
    expect(readAuthzenResponse(value)).toEqual({ allowed, reason });
  });

  it.each<[JsonValue]>([
    [{ decision: 'true' }],
    [{ decision: 1 }],
    [{ decision: null }],
    [{ decision: {} }],
    [{}],
    [[{ decision: true }]],
    ['true'],
    [true],
    [null],
    [{ Decision: true }],
  ])('takes %j for no decision', (value) => {
    expect(readAuthzenResponse(value)).toBeNull();
  });

  it('takes a decision that only the prototype has for none', () => {
    const value = Object.create({ decision: true }) as JsonValue;
    expect(readAuthzenResponse(value)).toBeNull();
  });
});
