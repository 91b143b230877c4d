import { describe, expect, it } from 'vitest';
import { ownHeaders, postHeaders, type HeaderSources } from '../../../src/edge/http/upstreamHeaders.ts';
import { readOutgoing, type OutgoingMessage } from '../../../src/edge/http/upstreamMessage.ts';
import { UpstreamSession } from '../../../src/edge/http/upstreamSession.ts';
import { ToolHeaders } from '../../../src/http/toolHeaders.ts';
import { INITIALIZE, modern, request } from './upstreamFake.ts';

const ALWAYS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

function message(value: object): OutgoingMessage {
  const read = readOutgoing(JSON.stringify(value));
  if (read === null) throw new Error('it is no message');
  return read;
}

function sources(
  options: { open?: boolean; given?: HeaderSources['given']; modernVersion?: string } = {},
): HeaderSources {
  const session = new UpstreamSession();
  if (options.open === true) {
    session.begin(message(INITIALIZE));
    session.named('abc');
    session.answered({ protocolVersion: '2025-06-18' });
  }
  return {
    session,
    tools: new ToolHeaders(),
    given: options.given ?? [],
    modernVersion: options.modernVersion ?? null,
  };
}

describe('the headers of a POST', () => {
  const session = { 'mcp-session-id': 'abc', 'mcp-protocol-version': '2025-06-18' };
  const standard = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'prompts/get', 'mcp-name': 'p' };
  const notice = { jsonrpc: '2.0', method: 'notifications/x' };
  it.each([
    ['initialize has neither session nor revision', INITIALIZE, sources({ open: true }), {}],
    ['a request of the legacy era has those of the session', request(1), sources({ open: true }), session],
    ['and none where there is no session', request(1), sources(), {}],
    ['a notification too', notice, sources({ open: true, modernVersion: '2026-07-28' }), session],
    [
      'a request of the modern era has those of its body',
      modern(1, 'prompts/get', { name: 'p' }),
      sources({ open: true }),
      standard,
    ],
    [
      'a notification has the revision of the requests around it',
      notice,
      sources({ modernVersion: '2026-07-28' }),
      { 'mcp-protocol-version': '2026-07-28' },
    ],
    ['a request of the legacy era has not', request(1), sources({ modernVersion: '2026-07-28' }), {}],
  ])('%s', (_, value, from, headers) => {
    expect(postHeaders(message(value), from)).toEqual({ ...ALWAYS, ...headers });
  });

  it('are those that a client gave besides, in the modern era, and no other than parameters', () => {
    const given = [
      ['Mcp-Param-Region', 'eu'],
      ['Authorization', 'Bearer x'],
      ['mcp-session-id', 'x'],
    ] as const;
    expect(postHeaders(message(modern(1, 'prompts/get', { name: 'p' })), sources({ given }))).toEqual({
      ...ALWAYS,
      ...standard,
      'mcp-param-region': 'eu',
    });
    expect(postHeaders(message(request(1)), sources({ given }))).toEqual(ALWAYS);
  });
});

describe('the headers of every request', () => {
  it('say who we are', () => {
    expect(ownHeaders('1.2.3')).toEqual({ 'user-agent': 'leash-mcp/1.2.3' });
  });
});
