import { describe, expect, it } from 'vitest';
import { commitArguments } from '../../src/audit/commitments.ts';
import { MAX_VALUE_BYTES } from '../../src/audit/disclosure.ts';
import type { JsonObject, JsonValue } from '../../src/jsonrpc/message.ts';
import { counterBytes } from './sampleLog.ts';

function committed(args: JsonObject): { as: string; digests: number; paths: string[]; text: string } {
  const { kept, disclosures } = commitArguments(args, counterBytes());
  const read = disclosures.map(
    (text) => JSON.parse(Buffer.from(text, 'base64url').toString()) as [string, string, JsonValue],
  );
  const digests = kept.as === 'leaves' || kept.as === 'whole' ? kept.sd.length : 0;
  return { as: kept.as, digests, paths: read.map(([, path]) => path), text: JSON.stringify(read) };
}

function numbered(count: number): JsonObject {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, index]));
}

function nested(depth: number): JsonObject {
  let value: JsonObject = { end: 1 };
  for (let level = 1; level < depth; level += 1) value = { inner: value };
  return value;
}

describe('commitArguments', () => {
  it('commits to each leaf', () => {
    expect(committed({ a: 1, b: { c: [true, null] } })).toMatchObject({
      as: 'leaves',
      digests: 3,
      paths: ['/a', '/b/c/0', '/b/c/1'],
    });
  });

  it('salts each leaf on its own, so equal values do not look equal', () => {
    const { kept } = commitArguments({ a: 'x', b: 'x' }, counterBytes());
    expect(new Set(kept.as === 'leaves' ? kept.sd : []).size).toBe(2);
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['64 leaves', numbered(64), numbered(65)],
    ['64 levels', nested(64), nested(65)],
    ['64 items', { list: Array<number>(64).fill(0) }, { list: Array<number>(65).fill(0) }],
    ['names of a kilobyte', { ['k'.repeat(1023)]: 1 }, { ['k'.repeat(1024)]: 1 }],
  ])('makes one commitment of more than %s', (_, most, more) => {
    expect(committed(most).as).toBe('leaves');
    expect(committed(more)).toMatchObject({ as: 'whole', digests: 1, paths: [''] });
  });

  it('keeps no opening of a value under a name of a credential, at any depth', () => {
    const args = { path: 'a', Password: 'CANARY', auth: { user: 'CANARY' }, headers: [{ 'X-Api-Key': 'CANARY' }] };
    const { paths, digests, text } = committed(args);
    expect(paths).toEqual(['/path']);
    expect(digests).toBe(4);
    expect(text).not.toContain('CANARY');
  });

  it('keeps no opening of a named value, as in a list of headers, whose name is one of a credential', () => {
    const headers = [
      { name: 'Authorization', value: 'CANARY' },
      { name: 'Accept', value: 'text/html' },
    ];
    const { paths, text } = committed({ headers, env: [{ key: 'API_KEY', value: { raw: 'CANARY' } }] });
    expect(paths).toEqual(['/headers/1/name', '/headers/1/value']);
    expect(text).not.toContain('CANARY');
    expect(committed({ ...numbered(70), headers }).paths).toEqual([]);
  });

  it('keeps no opening of the whole when a credential is in it', () => {
    expect(committed({ ...numbered(70), list: [{ api_key: 'CANARY' }] })).toMatchObject({
      as: 'whole',
      digests: 1,
      paths: [],
    });
    expect(committed({ ...numbered(70), list: [{ api: 'value' }] })).toMatchObject({ paths: [''] });
  });

  it('bounds what the openings of one entry take', () => {
    const args = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`key${index}`, 'x'.repeat(MAX_VALUE_BYTES - 2)]),
    );
    const { digests, paths, text } = committed(args);
    expect([digests, paths.length]).toEqual([60, 60]);
    expect(text.length).toBeLessThan(6 * MAX_VALUE_BYTES);
  });

  it('commits to the absence of arguments as to an empty object', () => {
    expect(committed({})).toMatchObject({ as: 'leaves', digests: 1, paths: [''] });
  });

  it('treats a key `__proto__` as any other', () => {
    expect(committed(JSON.parse('{"__proto__":{"token":"CANARY","a":1}}') as JsonObject)).toMatchObject({
      digests: 2,
      paths: ['/__proto__/a'],
    });
  });

  it('says so when nesting exhausts the stack, instead of failing', () => {
    expect(committed(nested(200_000))).toMatchObject({ as: 'unreadable', digests: 0, paths: [] });
  });
});
