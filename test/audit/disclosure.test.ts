import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_VALUE_BYTES, commit, commitBytes, disclosureDigest, openEntry } from '../../src/audit/disclosure.ts';
import { sealEntry } from '../../src/audit/seal.ts';
import type { DecisionDraft, EntryDraft } from '../../src/audit/entry.ts';
import { counterBytes, decision, outcome, receiptOf } from './sampleLog.ts';

const SALT = Uint8Array.from({ length: 16 }, (_, index) => index);

function seal(draft: EntryDraft): ReturnType<typeof sealEntry> {
  const context = { shard: '00', seq: 1, prevHash: 'a'.repeat(64), note: null, args: 'committed' as const };
  return sealEntry(draft, { ...context, random: counterBytes() });
}

function read(disclosure: string): unknown {
  return JSON.parse(Buffer.from(disclosure, 'base64url').toString());
}

function opened(draft: EntryDraft): Record<string, unknown> {
  const { entry, disclosures } = seal(draft);
  return Object.fromEntries(
    openEntry(entry, disclosures).opened.map(({ path, value, kind }) => [path, { value, kind }]),
  );
}

describe('commit', () => {
  it('makes the disclosure of RFC 9901 §4.2.1: salt, name and value as base64url of JSON', () => {
    const { digest, disclosure, bytes } = commit(SALT, '/path', 'Möbius', MAX_VALUE_BYTES);
    expect(Buffer.from(disclosure, 'base64url').toString()).toBe('["AAECAwQFBgcICQoLDA0ODw","/path","Möbius"]');
    expect(disclosure).toMatch(/^[\w-]+$/);
    expect(digest).toBe(createHash('sha256').update(disclosure, 'ascii').digest('base64url'));
    expect(bytes).toBe(7);
  });

  it('gives the digest of the example in RFC 9901 §4.2.3', () => {
    expect(disclosureDigest('WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0')).toBe(
      'X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0',
    );
  });

  it('gives another digest under another salt', () => {
    expect(commit(SALT, '/a', 1, 100).digest).not.toBe(
      commit(
        SALT.map((byte) => byte + 1),
        '/a',
        1,
        100,
      ).digest,
    );
  });

  it('keeps a long text as its length and its hash behind the salt, never its plain hash', () => {
    const text = 'x'.repeat(MAX_VALUE_BYTES + 1);
    const { disclosure, bytes } = commit(SALT, '/a', text, MAX_VALUE_BYTES);
    const sha256 = createHash('sha256').update(SALT).update(text).digest('hex');
    expect(read(disclosure)).toEqual([expect.any(String), '/a', { bytes: MAX_VALUE_BYTES + 1, sha256 }]);
    expect(bytes).toBe(MAX_VALUE_BYTES + 1);
    expect(read(commit(SALT, '/a', text.slice(1), MAX_VALUE_BYTES).disclosure)).toEqual([
      expect.any(String),
      '/a',
      text.slice(1),
    ]);
  });

  it('hashes the JSON of whatever is long and not a text that UTF-8 can say', () => {
    for (const value of ['\ud800'.repeat(MAX_VALUE_BYTES), Array<number>(MAX_VALUE_BYTES).fill(1)]) {
      const json = JSON.stringify(value);
      const sha256 = createHash('sha256').update(SALT).update(json).digest('hex');
      expect(read(commit(SALT, '', value, MAX_VALUE_BYTES).disclosure)).toEqual([
        expect.any(String),
        '',
        { bytes: json.length, sha256 },
      ]);
    }
  });

  it('counts bytes, not characters', () => {
    const text = '€'.repeat(MAX_VALUE_BYTES / 3 + 1);
    expect(commit(SALT, '/a', text, MAX_VALUE_BYTES).disclosure.length).toBeLessThan(300);
  });
});

describe('commitBytes', () => {
  it('hashes salt and body', () => {
    const { disclosure } = commitBytes(SALT, 'result', Buffer.from('body'));
    const sha256 = createHash('sha256').update(SALT).update('body').digest('hex');
    expect(JSON.parse(Buffer.from(disclosure, 'base64url').toString())).toEqual([
      expect.any(String),
      'result',
      { bytes: 4, sha256 },
    ]);
  });
});

describe('openEntry', () => {
  it('gives back each argument under its JSON Pointer', () => {
    const args = { path: '/etc/hosts', 'a/b~c': [1, { deep: null }], empty: [], none: {} };
    expect(opened(decision(1, { args }))).toEqual({
      '/path': { value: '/etc/hosts', kind: 'value' },
      '/a~1b~0c/0': { value: 1, kind: 'value' },
      '/a~1b~0c/1/deep': { value: null, kind: 'value' },
      '/empty': { value: [], kind: 'value' },
      '/none': { value: {}, kind: 'value' },
    });
  });

  it('gives back half characters and control characters as they were', () => {
    expect(opened(decision(1, { args: { text: 'a\ud800\u0000' } }))).toEqual({
      '/text': { value: 'a\ud800\u0000', kind: 'value' },
    });
  });

  it('says when all there is of a value is its hash', () => {
    const long = 'x'.repeat(MAX_VALUE_BYTES + 1);
    expect(opened(decision(1, { args: { long } }))).toMatchObject({
      '/long': { kind: 'hash', value: { bytes: long.length } },
    });
    expect(opened(outcome(1, receiptOf(0, 'id')))).toMatchObject({ result: { kind: 'hash', value: { bytes: 8 } } });
    expect(opened(decision(1, { reason: long }))).toMatchObject({ reason: { kind: 'hash' } });
  });

  it('does not take arguments that look like a hash for one', () => {
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`key${index}`, index]));
    const args = { bytes: 1, sha256: 'a', many };
    expect(opened(decision(1, { args }))).toEqual({ '': { value: args, kind: 'value' } });
  });

  it('gives back a text that was cut', () => {
    const reason = 'because '.repeat(1000);
    expect(opened(decision(1, { reason, args: null }))).toEqual({ reason: { value: reason, kind: 'value' } });
  });

  it('counts what is withheld or erased', () => {
    const { entry, disclosures } = seal(
      decision(1, { args: { path: 'a', password: 'b', nested: { token: ['c', 'd'] } } }),
    );
    expect(openEntry(entry, disclosures)).toMatchObject({ opened: [{ path: '/path' }], hidden: 3, unmatched: 0 });
    expect(openEntry(entry, [])).toEqual({ opened: [], hidden: 4, unmatched: 0 });
  });

  it('reveals nothing that the entry did not commit to', () => {
    const { entry, disclosures } = seal(decision(1));
    const other = seal(decision(2)).disclosures;
    const edited = disclosures.map((text) => text.replace(/.$/, (last) => (last === 'Q' ? 'g' : 'Q')));
    expect(openEntry(entry, [...other.slice(1), ...edited])).toMatchObject({ opened: [] });
    expect(openEntry(entry, [...disclosures, 'garbage']).unmatched).toBe(1);
  });

  it('counts an opening that is given twice once', () => {
    const { entry, disclosures } = seal(decision(1));
    expect(openEntry(entry, [...disclosures, ...disclosures])).toMatchObject({ hidden: 0, opened: { length: 2 } });
  });

  it('never throws on what is kept beside the log', () => {
    const { entry } = seal(decision(1));
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => openEntry(entry, texts).opened.length === 0),
    );
  });

  it('survives a forged entry whose digest opens to no disclosure', () => {
    const { entry } = seal(decision(1));
    const draft = Buffer.from('{"not":"an array"}').toString('base64url');
    const forged =
      entry.record_phase === 'pre_execution'
        ? { ...entry, leash: { ...entry.leash, args: { as: 'leaves' as const, sd: [disclosureDigest(draft)] } } }
        : entry;
    expect(openEntry(forged, [draft])).toEqual({ opened: [], hidden: 1, unmatched: 1 });
  });
});

it('opens any arguments to what they were', () => {
  const args = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })) as fc.Arbitrary<
    NonNullable<DecisionDraft['args']>
  >;
  fc.assert(
    fc.property(args, (made) => {
      const plain = JSON.parse(JSON.stringify(made)) as NonNullable<DecisionDraft['args']>;
      const { entry, disclosures } = seal(decision(1, { args: plain }));
      const { opened: values, hidden, unmatched } = openEntry(entry, disclosures);
      expect(unmatched).toBe(0);
      fc.pre(hidden === 0);
      for (const { path, value } of values) expect(at(plain, path)).toEqual(value);
    }),
    { numRuns: 300 },
  );
});

function at(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce(
      (inner, key) =>
        typeof inner === 'object' && inner !== null ? new Map(Object.entries(inner)).get(key) : undefined,
      value,
    );
}
