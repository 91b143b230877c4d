import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { readPdpReply } from '../../src/edge/pdpReply.ts';

/** An answer of an engine, as it comes over the wire. */
function answer(body: string | Buffer, over: { status?: number; headers?: Record<string, string> } = {}) {
  const response = new IncomingMessage(new Socket());
  response.statusCode = over.status ?? 200;
  response.headers = { 'content-type': 'application/json', ...over.headers };
  response.push(body);
  response.push(null);
  return response;
}

const TRUE = '{"decision":true}';

describe('readPdpReply', () => {
  it.each([
    [TRUE, { kind: 'said', allowed: true, reason: 'it gives no reason' }],
    ['{"decision":false,"context":{"reason":"no"}}', { kind: 'said', allowed: false, reason: 'no' }],
  ])('takes %s for what it says', async (body, want) => {
    expect(await readPdpReply(answer(body))).toEqual(want);
  });

  it('takes a type with its charset', async () => {
    const reply = readPdpReply(answer(TRUE, { headers: { 'content-type': 'application/json; charset=utf-8' } }));
    expect(await reply).toMatchObject({ kind: 'said', allowed: true });
  });

  it.each<[string, string | Buffer, Parameters<typeof answer>[1], RegExp]>([
    ['a status of 500', TRUE, { status: 500 }, /status 500/],
    ['a status of 503 with a decision', TRUE, { status: 503 }, /status 503/],
    ['a status of 401', TRUE, { status: 401 }, /status 401/],
    ['a status of 404', TRUE, { status: 404 }, /status 404/],
    ['a status of 201', TRUE, { status: 201 }, /status 201/],
    ['a redirect', TRUE, { status: 302, headers: { location: 'http://127.0.0.1/' } }, /redirect/],
    ['text', TRUE, { headers: { 'content-type': 'text/html' } }, /application\/json/],
    ['compressed bytes', TRUE, { headers: { 'content-encoding': 'gzip' } }, /compressed/],
    ['an empty body', '', {}, /not JSON/],
    ['half a body', '{"decision":tr', {}, /not JSON/],
    ['something behind the body', `${TRUE}{}`, {}, /not JSON/],
    ['what is not UTF-8', Buffer.from('{"decision":true,"a":"\xff"}', 'latin1'), {}, /not JSON/],
    ['a decision that is a text', '{"decision":"true"}', {}, /no decision/],
    ['a decision that is a number', '{"decision":1}', {}, /no decision/],
    ['a list', '[{"decision":true}]', {}, /no decision/],
    ['no decision', '{}', {}, /no decision/],
    ['two decisions', '{"decision":false,"decision":true}', {}, /twice/],
    ['a deep body', `{"decision":true,"a":${'['.repeat(40)}${']'.repeat(40)}}`, {}, /too deep/],
    ['a long body', `{"decision":true,"a":"${'x'.repeat(70_000)}"}`, {}, /longer/],
  ])('takes %s for no answer', async (_, body, over, why) => {
    const reply = await readPdpReply(answer(body, over));
    expect(reply.kind === 'failed' && reply.why).toMatch(why);
  });
});
