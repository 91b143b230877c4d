import { expect } from 'vitest';
import type { HeaderSet } from './httpRows.ts';
import { ask } from './rawHttp.ts';

/** A call of `echo`, as one message. */
export function echoCall(text: string, id: number | string = 7): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'echo', arguments: { text } } });
}

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'c', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** The same in the modern era. */
export function modernEchoCall(text: string, id: number | string = 7): string {
  const params = { name: 'echo', arguments: { text }, _meta: META };
  return JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params });
}

/** What the modern era wants in the headers of that. */
export const MODERN_HEADERS: HeaderSet = {
  'MCP-Protocol-Version': '2026-07-28',
  'Mcp-Method': 'tools/call',
  'Mcp-Name': 'echo',
};

/** The first message of a session. */
export const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'c', version: '1' } },
});

/** Opens a session; gives what names it in a request. */
export async function openSession(
  port: number,
  headers: HeaderSet = {},
): Promise<{ readonly 'Mcp-Session-Id': string }> {
  const answer = await ask(port, { headers, body: INITIALIZE });
  expect(answer.status).toBe(200);
  const id = answer.headers.get('mcp-session-id');
  if (id === undefined) throw new Error(`no session was opened: ${answer.body}`);
  return { 'Mcp-Session-Id': id };
}
