import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInitialize, readOutgoing } from '../../../src/edge/http/upstreamMessage.ts';

const MODERN = { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } };

describe('a message to be posted', () => {
  it.each([
    ['a request', { id: 0, method: 'ping' }, { kind: 'request', id: 0, method: 'ping', era: 'legacy' }],
    ['one of the modern era', { id: 'a', method: 'ping', params: MODERN }, { kind: 'request', id: 'a', era: 'modern' }],
    ['a notification', { method: 'n' }, { kind: 'notification', id: null, method: 'n', era: 'legacy' }],
    ['a response', { id: 4, result: {} }, { kind: 'response', id: 4, method: null, era: 'legacy' }],
    ['a response to nobody', { id: null, error: {} }, { kind: 'response', id: null }],
  ])('is known for what it is: %s', (_, message, read) => {
    const line = JSON.stringify({ jsonrpc: '2.0', ...message });
    expect(readOutgoing(line)).toMatchObject(read);
    expect(readOutgoing(Buffer.from(line))).toMatchObject(read);
  });

  it.each([
    '',
    '{',
    '[]',
    '"x"',
    '7',
    'null',
    '{}',
    '{"id":null,"method":"x"}',
    '{"id":1.5,"method":"x"}',
    '{"id":{},"method":"x"}',
  ])('is none: %s', (line) => {
    expect(readOutgoing(line)).toBeNull();
  });

  it('is sent in the very bytes it came in', () => {
    const line = Buffer.from('{ "jsonrpc":"2.0", "id":1, "method":"x", "n": 1.0 }');
    expect(readOutgoing(line)?.body).toBe(line);
  });

  it('never throws, whatever it is', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void readOutgoing(Buffer.from(bytes))));
    fc.assert(fc.property(fc.json(), (text) => void readOutgoing(text)));
  });

  it.each([
    ['a request', { id: 0, method: 'initialize' }, true],
    ['a notification', { method: 'initialize' }, false],
    ['another method', { id: 0, method: 'Initialize' }, false],
    ['the modern era', { id: 0, method: 'initialize', params: MODERN }, false],
  ])('opens a session or does not: %s', (_, message, opens) => {
    const read = readOutgoing(JSON.stringify(message));
    expect(read !== null && isInitialize(read)).toBe(opens);
  });
});
