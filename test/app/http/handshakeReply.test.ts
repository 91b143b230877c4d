import { describe, expect, it } from 'vitest';
import { HandshakeReply } from '../../../src/app/http/handshakeReply.ts';
import type { RequestId } from '../../../src/jsonrpc/message.ts';
import { FakeReply } from './support.ts';

const RESULT = '{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25"}}';
const ERROR = '{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"no"}}';
const REQUEST = '{"jsonrpc":"2.0","id":1,"method":"roots/list"}';

function shaking(id: RequestId = 1) {
  const inner = new FakeReply();
  const seen: boolean[] = [];
  const reply = new HandshakeReply(inner, { id, sessionId: 'S', over: (isOpened) => seen.push(isOpened) });
  return { inner, seen, reply };
}

describe('the reply to initialize', () => {
  it('hands the session out with a result', () => {
    const { inner, seen, reply } = shaking();
    reply.end(200, Buffer.from(RESULT), { 'Content-Language': 'en' });
    expect(inner.headers).toEqual({ 'Content-Language': 'en', 'Mcp-Session-Id': 'S' });
    expect([inner.status, inner.body, seen]).toEqual([200, RESULT, [true]]);
  });

  it.each<[string, number, string | null]>([
    ['an error', 200, ERROR],
    ['an error status, whatever the body says', 500, RESULT],
    ['another id', 200, RESULT.replace('1', '2')],
    ['an id of another type', 200, RESULT.replace(':1', ':"1"')],
    ['no body', 202, null],
    ['no JSON', 200, '{"id":1,"result":'],
    ['an array', 200, `[${RESULT}]`],
    ['a request', 200, REQUEST],
  ])('hands no session out with %s', (_what, status, body) => {
    const { inner, seen, reply } = shaking();
    reply.end(status, body, { A: 'b' });
    expect(inner).toMatchObject({ status, body: body ?? '', headers: { A: 'b' } });
    expect(inner.headers).not.toHaveProperty('Mcp-Session-Id');
    expect(seen).toEqual([false]);
  });

  it('names the session in the head of a stream, and opens it with the result in it', () => {
    const { inner, seen, reply } = shaking();
    reply.stream({ A: 'b' });
    expect(inner.headers).toEqual({ A: 'b', 'Mcp-Session-Id': 'S' });
    for (const piece of ['id: 1-0\ndata:\n\n', ': beat\n\n', `data: ${REQUEST}\n\n`]) reply.write(piece);
    reply.write(`id: 1-1\ndata: ${RESULT.slice(0, 20)}`);
    reply.write(Buffer.from(`${RESULT.slice(20)}\n\n`));
    expect(seen).toEqual([]);
    reply.close();
    expect(seen).toEqual([true]);
    expect(inner.body).toContain(RESULT.slice(20));
  });

  it.each([
    ['an error', `data: ${ERROR}\n\n`],
    ['nothing', ''],
    ['half a result', `data: ${RESULT}`],
    ['a result in a comment', `: ${RESULT}\n\n`],
  ])('opens nothing with a stream that brings %s', (_what, stream) => {
    const { seen, reply } = shaking();
    reply.stream();
    reply.write(stream);
    reply.close();
    expect(seen).toEqual([false]);
  });

  it('opens nothing where the caller goes before the answer', () => {
    const { inner, seen } = shaking();
    inner.leave();
    expect(seen).toEqual([false]);
  });

  it('opens the session where the caller goes after the answer', () => {
    const { inner, seen, reply } = shaking();
    reply.stream();
    reply.write(`data: ${RESULT}\n\n`);
    inner.leave();
    expect(seen).toEqual([true]);
  });
});
