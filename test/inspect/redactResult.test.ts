import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { redactResult } from '../../src/inspect/redactResult.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';
import { HEX, made, PASSWORD, pem, SAMPLES } from './samples.ts';

const TOKEN = `ghp_${made(36)}`;
const MARK = '[redacted: github-token]';
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('redactResult', () => {
  it.each<[string, JsonValue, JsonValue, string]>([
    [
      'a text block',
      { content: [{ type: 'text', text: `key ${TOKEN}.` }] },
      { content: [{ type: 'text', text: `key ${MARK}.` }] },
      '/content/0/text',
    ],
    [
      'structured content',
      { structuredContent: { a: { b: [1, TOKEN] } } },
      { structuredContent: { a: { b: [1, MARK] } } },
      '/structuredContent/a/b/1',
    ],
    [
      'an embedded resource',
      { content: [{ type: 'resource', resource: { uri: 'file:///x', text: TOKEN } }] },
      { content: [{ type: 'resource', resource: { uri: 'file:///x', text: MARK } }] },
      '/content/0/resource/text',
    ],
    [
      'the contents of a resource',
      { contents: [{ uri: 'file:///x', mimeType: 'text/plain', blob: base64(`a ${TOKEN}`) }] },
      { contents: [{ uri: 'file:///x', mimeType: 'text/plain', blob: base64(`a ${MARK}`) }] },
      '/contents/0/blob',
    ],
    [
      'a drawing that is text',
      { content: [{ type: 'image', mimeType: 'image/svg+xml', data: base64(`<svg>${TOKEN}</svg>`) }] },
      { content: [{ type: 'image', mimeType: 'image/svg+xml', data: base64(`<svg>${MARK}</svg>`) }] },
      '/content/0/data',
    ],
    [
      'a message of a prompt',
      { messages: [{ role: 'user', content: { type: 'text', text: TOKEN } }] },
      { messages: [{ role: 'user', content: { type: 'text', text: MARK } }] },
      '/messages/0/content/text',
    ],
    [
      'an error',
      { code: -32000, message: `refused ${TOKEN}` },
      { code: -32000, message: `refused ${MARK}` },
      '/message',
    ],
    ['an address', { uri: `https://x/?t=${TOKEN}` }, { uri: `https://x/?t=${MARK}` }, '/uri'],
    ['`_meta`', { _meta: { 'x/y~z': TOKEN } }, { _meta: { 'x/y~z': MARK } }, '/_meta/x~1y~0z'],
    ['a key', { tokens: { [TOKEN]: 'alice' } }, { tokens: { [MARK]: 'alice' } }, `/tokens/${MARK}`],
    ['a text of its own', TOKEN, MARK, ''],
  ])('takes a secret out of %s', (_, value, want, at) => {
    expect(redactResult(value)).toEqual({ value: want, redactions: [{ kind: 'github-token', at }] });
  });

  it.each<[string, JsonValue, string, string]>([
    ['its key', { password: PASSWORD }, 'password', '/password'],
    ['a key far above a list', { db: { passwords: [], password: [PASSWORD] } }, 'password', '/db/password/0'],
    [
      'the name of a pair',
      { headers: [{ name: 'X-API-Key', value: made(32, HEX) }] },
      'credential',
      '/headers/0/value',
    ],
    ['the key of a pair', { env: [{ key: 'DB_PASSWORD', value: PASSWORD }] }, 'password', '/env/0/value'],
  ])('knows a secret by %s', (_, value, kind, at) => {
    const { value: redacted, redactions } = redactResult(value);
    expect(redactions).toEqual([{ kind, at }]);
    expect(JSON.stringify(redacted)).toContain(`[redacted: ${kind}]`);
    expect(JSON.stringify(redacted)).not.toContain(PASSWORD);
  });

  it('gives back the very same value where there is none', () => {
    const value = {
      content: [
        { type: 'text', text: 'Keys start with AKIA.' },
        { type: 'image', data: base64('\u0089PNG'), mimeType: 'image/png' },
      ],
      structuredContent: { nextPageToken: made(40), id: made(32, HEX), etag: made(40, HEX), n: 1, b: true, z: null },
    };
    const { value: same, redactions } = redactResult(value);
    expect(same).toBe(value);
    expect(redactions).toEqual([]);
  });

  it('copies only what leads to a secret', () => {
    const kept = { big: ['list'] };
    const { value } = redactResult({ kept, text: TOKEN });
    expect(value).toEqual({ kept, text: MARK });
    expect((value as { kept: object }).kept).toBe(kept);
  });

  it('leaves pictures as they are, and text that only looks like base 64 is read as text', () => {
    const picture = Buffer.from([
      0x89,
      0x50,
      0x4e,
      0x47,
      ...Array.from({ length: 2000 }, (_, i) => (i * 37) % 256),
    ]).toString('base64');
    expect(redactResult({ type: 'image', data: picture }).redactions).toEqual([]);
    expect(redactResult({ data: `key ${TOKEN}` }).value).toEqual({ data: `key ${MARK}` });
    expect(redactResult({ data: TOKEN }).value).toEqual({ data: MARK });
  });

  it('keeps members apart whose keys become alike, and puts none into a prototype', () => {
    const other = `ghp_${made(36, undefined, 9)}`;
    const { value } = redactResult({ [TOKEN]: 1, [other]: 2 });
    expect(value).toEqual({ [MARK]: 1, [`${MARK} 2`]: 2 });
    const hostile = JSON.parse(`{"__proto__":{"text":"${TOKEN}"}}`) as JsonValue;
    expect(JSON.stringify(redactResult(hostile).value)).toBe(`{"__proto__":{"text":"${MARK}"}}`);
    expect(({} as { text?: string }).text).toBeUndefined();
  });

  it('takes out every secret of a long text, and says so for each', () => {
    const text = [...SAMPLES.map(({ token }) => token), pem()].join('\n');
    const { value, redactions } = redactResult({ content: [{ type: 'text', text }] });
    expect(redactions.map(({ kind }) => kind)).toEqual([...SAMPLES.map(({ kind }) => kind), 'private-key']);
    expect(redactResult(value).redactions).toEqual([]);
  });

  it('leaves no part of a planted secret in any value, nor in what is recorded of it', () => {
    const sample = fc.constantFrom(...SAMPLES, { kind: 'private-key', token: pem() });
    const around = fc.string({ unit: 'binary', maxLength: 10 });
    const plant = fc
      .tuple(sample, around, around)
      .map(([{ token }, before, after]) => ({ token, text: `${before} ${token} ${after}` }));
    const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        plant.map(({ text }) => text),
        fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<JsonValue>,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(
          fc.oneof(
            fc.string({ maxLength: 8 }),
            plant.map(({ text }) => text),
          ),
          tie('tree'),
          { maxKeys: 3 },
        ),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const said = JSON.stringify(redactResult(value));
        for (const { token } of SAMPLES) expect(said).not.toContain(token);
      }),
      { numRuns: 300 },
    );
  });
});
