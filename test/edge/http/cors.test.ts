import { describe, expect, it } from 'vitest';
import { corsHeaders, preflightHeaders } from '../../../src/edge/http/cors.ts';

describe('corsHeaders', () => {
  it('let this origin read, and no other, and never with cookies', () => {
    const headers = corsHeaders('http://localhost:6274');
    expect(headers).toMatchObject({ 'Access-Control-Allow-Origin': 'http://localhost:6274', Vary: 'Origin' });
    expect(headers['Access-Control-Expose-Headers']).toContain('Mcp-Session-Id');
    expect(headers).not.toHaveProperty('Access-Control-Allow-Credentials');
  });
});

describe('preflightHeaders', () => {
  const allowed = (asked: string | null): string =>
    preflightHeaders({ methods: 'POST', asked })['Access-Control-Allow-Headers'] ?? '';

  it('allow what MCP sends', () => {
    for (const name of ['Authorization', 'Content-Type', 'Mcp-Session-Id', 'MCP-Protocol-Version', 'Last-Event-ID']) {
      expect(allowed(null)).toContain(name);
    }
  });

  it('allow what is asked of `Mcp-Param-*`, and nothing else that is asked', () => {
    expect(allowed('Mcp-Param-Region, X-Evil,mcp-param-b')).toMatch(/, mcp-param-region, mcp-param-b$/);
    expect(allowed('X-Evil')).toBe(allowed(null));
  });

  it.each(['mcp-param-', 'mcp-param-a b', 'mcp-param-a\r\nX: y', 'mcp-param-é', `mcp-param-${'a'.repeat(200)}`])(
    'never give back what is no name: %j',
    (asked) => {
      expect(allowed(asked)).toBe(allowed(null));
    },
  );

  it('read no list without end', () => {
    const asked = Array.from({ length: 1000 }, (_, n) => `mcp-param-${n}`).join(',');
    expect(allowed(asked).split(',').length).toBeLessThan(100);
  });
});
