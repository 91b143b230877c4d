import { describe, expect, it } from 'vitest';
import { refusalBody } from '../../src/http/refusal.ts';

describe('refusalBody', () => {
  it.each([
    ['bad-host', 403, -32_000],
    ['too-large', 413, -32_600],
    ['bad-body', 400, -32_700],
    ['header-mismatch', 400, -32_020],
    ['missing-envelope', 400, -32_602],
    ['unknown-session', 404, -32_001],
    ['method-not-allowed', 405, -32_000],
  ] as const)('of %s is a %i with the code %i', (key, status, code) => {
    const body = refusalBody(key);
    expect(body.status).toBe(status);
    expect(JSON.parse(body.line)).toMatchObject({ jsonrpc: '2.0', id: null, error: { code } });
  });

  it('answers the request that it refuses, and says what is the matter', () => {
    const { line } = refusalBody('header-mismatch', { id: 'x', detail: 'Mcp-Name is missing' });
    expect(JSON.parse(line)).toMatchObject({
      id: 'x',
      error: { message: 'Leash refused this: headers and body disagree: Mcp-Name is missing' },
    });
    expect(JSON.parse(refusalBody('too-slow', { id: 0 }).line)).toMatchObject({ id: 0 });
  });
});
