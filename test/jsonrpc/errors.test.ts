import { describe, expect, it } from 'vitest';
import { deniedToolResult, errorResponse, WIRE_CODE } from '../../src/jsonrpc/errors.ts';

describe('the table of wire codes', () => {
  it('stays as it is: clients and logs depend on it', () => {
    expect(WIRE_CODE).toEqual({
      parseError: -32700,
      invalidRequest: -32600,
      denied: 53001,
      unrecorded: 53002,
      serverGone: 53003,
      badAnswer: 53004,
      upstreamFailed: 53005,
    });
  });

  it('keeps its own codes outside the range that JSON-RPC reserves, and away from HTTP', () => {
    const { parseError, invalidRequest, ...own } = WIRE_CODE;
    for (const code of [parseError, invalidRequest]) expect(code >= -32768 && code <= -32000).toBe(true);
    for (const code of Object.values(own)) expect(code > 999 || code < -32768).toBe(true);
    expect(new Set(Object.values(WIRE_CODE)).size).toBe(Object.keys(WIRE_CODE).length);
  });
});

describe('deniedToolResult', () => {
  it('is a tool result that says it is an error', () => {
    expect(deniedToolResult(7, 'no', { modern: false })).toBe(
      '{"jsonrpc":"2.0","id":7,"result":{"content":[{"type":"text","text":"no"}],"isError":true}}',
    );
  });

  it('carries a result type in the modern era', () => {
    expect(deniedToolResult('7', 'no', { modern: true })).toBe(
      '{"jsonrpc":"2.0","id":"7","result":{"content":[{"type":"text","text":"no"}],"isError":true,"resultType":"complete"}}',
    );
  });

  it('is one line, whatever the text holds', () => {
    const line = deniedToolResult(0, 'a\nb\r"\ud800', { modern: false });
    expect(line).not.toMatch(/[\r\n]/);
    expect(JSON.parse(line)).toMatchObject({ id: 0, result: { content: [{ text: 'a\nb\r"\ud800' }] } });
  });
});

describe('errorResponse', () => {
  it('carries data only where there is some', () => {
    expect(errorResponse('a', 53001, 'no')).toBe('{"jsonrpc":"2.0","id":"a","error":{"code":53001,"message":"no"}}');
    expect(errorResponse(1, 53001, 'no', { rule: 'x' })).toBe(
      '{"jsonrpc":"2.0","id":1,"error":{"code":53001,"message":"no","data":{"rule":"x"}}}',
    );
    expect(errorResponse(1, 53001, 'no', null)).toContain('"data":null');
  });

  it('has a null id where the request had none that could be read', () => {
    expect(JSON.parse(errorResponse(null, WIRE_CODE.parseError, 'not JSON'))).toMatchObject({ id: null });
  });
});
