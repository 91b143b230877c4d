import { describe, expect, it } from 'vitest';
import { denialOf, failureOf, replyLine } from '../../src/proxy/reply.ts';

const modern = { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } };
const parsed = (line: string): unknown => JSON.parse(line);

describe('denialOf', () => {
  it('is a result that a model reads for a tool call, of the era of the asker', () => {
    const reply = { ...denialOf({ id: 1, method: 'tools/call', params: modern }), text: 'no' };
    expect(parsed(replyLine(reply))).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: { content: [{ type: 'text', text: 'no' }], isError: true, resultType: 'complete' },
    });
  });

  it('is an error for any other request, with a code outside the reserved range', () => {
    const reply = { ...denialOf({ id: 'x', method: 'resources/read' }), text: 'no' };
    const { error } = parsed(replyLine(reply)) as { error: { code: number } };
    expect(error).toMatchObject({ message: 'no' });
    expect(error.code < -32768 || error.code > -32000).toBe(true);
  });
});

describe('failureOf', () => {
  it('is an error whatever the method', () => {
    expect(parsed(replyLine(failureOf(0, 53003, 'gone')))).toEqual({
      jsonrpc: '2.0',
      id: 0,
      error: { code: 53003, message: 'gone' },
    });
  });
});
