import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isServedVersion, readPost } from '../../../src/edge/http/incomingPost.ts';
import { RequestHead } from '../../../src/edge/http/requestHead.ts';
import { ToolHeaders } from '../../../src/http/toolHeaders.ts';

const head = (...rawHeaders: string[]): RequestHead => new RequestHead({ url: '/mcp', rawHeaders });
const read = (body: string, ...rawHeaders: string[]): ReturnType<typeof readPost> =>
  readPost(head(...rawHeaders), Buffer.from(body), new ToolHeaders());

describe('readPost', () => {
  it('never throws, and lets through what is JSON alone', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (body) => {
        const reading = read(body);
        let isJson = true;
        try {
          JSON.parse(body);
        } catch {
          isJson = false;
        }
        expect(reading.kind).toBe(isJson ? 'post' : 'refused');
      }),
    );
  });

  it.each<[string, string, unknown, unknown]>([
    ['a request', '{"id":0,"method":"ping"}', 'ping', 0],
    ['a notification', '{"method":"ping"}', 'ping', null],
    ['an answer, whose id is not the client’s', '{"id":1,"result":{}}', null, null],
    ['a request whose id is none', '{"id":1.5,"method":"ping"}', 'ping', null],
    ['a request whose id is null', '{"id":null,"method":"ping"}', 'ping', null],
    ['a method that is no text', '{"id":1,"method":["ping"]}', null, null],
    ['a batch', '[{"id":1,"method":"ping"}]', null, null],
    ['a prototype', '{"__proto__":{"id":1,"method":"ping"}}', null, null],
    ['a text', '"ping"', null, null],
  ])('leads %s by what it is', (_, body, method, id) => {
    expect(read(body)).toMatchObject({ kind: 'post', post: { method, id, era: 'legacy' } });
  });

  it.each(['DRAFT', '2026-07-28 ', '', 'x'.repeat(100_000)])(
    'refuses a version that nobody knows, of whatever claims it: %.20j',
    (version) => {
      const params = { _meta: { 'io.modelcontextprotocol/protocolVersion': version } };
      const refused = { kind: 'refused', key: 'unknown-version', id: null };
      expect(read(JSON.stringify({ method: 'notifications/x', params }))).toMatchObject(refused);
    },
  );

  it('is led by little, and keeps no more than that of a message that may wait', () => {
    const params = {
      taskId: 't',
      requestId: 7,
      requestState: 's',
      protocolVersion: 'v',
      name: 'n',
      arguments: { a: 1 },
    };
    const reading = read(JSON.stringify({ id: 1, method: 'tasks/get', params }));
    const value = reading.kind === 'post' ? reading.post.value : null;
    expect(value).toEqual({ params: { taskId: 't', requestId: 7, requestState: 's', protocolVersion: 'v' } });
    const long = read(JSON.stringify({ id: 1, method: 'x', params: { taskId: 'x'.repeat(20_000), requestId: {} } }));
    expect(long.kind === 'post' && long.post.value).toEqual({ params: {} });
  });

  it('reads nothing that is made of millions of parts', () => {
    const body = (parts: number): string => `{"id":1,"method":"x","params":[${'[],'.repeat(parts)}[]]}`;
    expect(read(body(1_000_000))).toEqual({ kind: 'refused', key: 'too-heavy', id: null });
    expect(read(body(900_000))).toMatchObject({ kind: 'post', post: { id: 1 } });
  });

  it('lets no header of any era say otherwise than the body, for whoever goes by headers on the way', () => {
    const claim = (version: string): string =>
      JSON.stringify({
        id: 1,
        method: 'tools/call',
        params: { name: 'a', _meta: { 'io.modelcontextprotocol/protocolVersion': version } },
      });
    const mismatch = { kind: 'refused', key: 'header-mismatch', id: 1 };
    expect(read(claim('2025-11-25'), 'MCP-Protocol-Version', '2026-07-28')).toMatchObject(mismatch);
    expect(read(claim('2025-11-25'), 'Mcp-Method', 'tools/list')).toMatchObject(mismatch);
    expect(read(claim('2025-11-25'), 'Mcp-Name', 'b')).toMatchObject(mismatch);
    expect(read('{"id":1,"method":"tools/call","params":{"name":"a"}}', 'Mcp-Name', 'b')).toMatchObject(mismatch);
    const right = ['MCP-Protocol-Version', '2025-11-25', 'Mcp-Method', 'tools/call', 'Mcp-Name', 'a'];
    expect(read(claim('2025-11-25'), ...right)).toMatchObject({ kind: 'post', post: { era: 'legacy' } });
    expect(read(claim('2025-11-25'))).toMatchObject({ kind: 'post', post: { era: 'legacy' } });
  });

  it('gives on the bytes that came, so that they are judged as they are', () => {
    const body = '{"a":1,"a":2 , "b":"\\u0061"}';
    const reading = read(body);
    expect(reading.kind === 'post' && reading.post.line.toString()).toBe(body);
  });

  it('knows the id of what it refuses, and gives no detail from elsewhere', () => {
    expect(read('{"id":"x","method":"ping"}', 'MCP-Protocol-Version', '1999-01-01')).toEqual({
      kind: 'refused',
      key: 'bad-version',
      id: 'x',
    });
    expect(read('{"id":3,"method":"ping"}', 'MCP-Protocol-Version', '2026-07-28')).toEqual({
      kind: 'refused',
      key: 'missing-envelope',
      id: 3,
    });
  });

  it('needs no envelope of a notification of the modern era', () => {
    const reading = read('{"method":"notifications/x"}', 'MCP-Protocol-Version', '2026-07-28');
    expect(reading).toMatchObject({ kind: 'post', post: { era: 'modern' } });
  });
});

describe('isServedVersion', () => {
  it('is so for no version, the four with sessions, and whatever is modern', () => {
    for (const version of [null, '2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28', '2099-01-01']) {
      expect(isServedVersion(version)).toBe(true);
    }
    for (const version of ['', '2025-11-26', '2024-10-07', '2026-7-28', '9', '2025-11-25 ']) {
      expect(isServedVersion(version)).toBe(false);
    }
  });
});
