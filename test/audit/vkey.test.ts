import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeVkey, isKeyName, keyHash, parseVkey } from '../../src/audit/vkey.ts';

// The example key of Go's sumdb/note package.
const GO = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const key = fc.record({
  name: fc.string({ minLength: 1 }).filter(isKeyName),
  publicKey: fc.uint8Array({ minLength: 32, maxLength: 32 }),
});

describe('parseVkey', () => {
  it('reads a key that another program wrote', () => {
    const parsed = parseVkey(GO);
    expect(parsed?.name).toBe('PeterNeumann');
    expect(parsed === null ? null : encodeVkey(parsed)).toBe(GO);
    expect(parsed === null ? null : Buffer.from(keyHash(parsed)).toString('hex')).toBe('c74f20a3');
  });

  it('reads what encodeVkey writes', () => {
    fc.assert(
      fc.property(key, (made) => {
        const parsed = parseVkey(encodeVkey(made));
        expect(parsed?.name).toBe(made.name);
        expect(Buffer.from(parsed?.publicKey ?? [])).toEqual(Buffer.from(made.publicKey));
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['a name alone', 'PeterNeumann'],
    ['another name', GO.replace('Peter', 'Petra')],
    ['another hash', GO.replace('c74f20a3', 'c74f20a4')],
    ['a hash in capitals', GO.replace('c74f20a3', 'C74F20A3')],
    ['another key', GO.replace('ARpc', 'ARpd')],
    ['another algorithm', GO.replace('ARpc', 'AhpcA')],
    ['a short key', 'PeterNeumann+c74f20a3+ARpc'],
    ['no name', GO.replace('PeterNeumann', '')],
    ['a name with a space', GO.replace('PeterN', 'Peter N')],
    ['text behind the key', `${GO}\n`],
  ])('refuses %s', (_, text) => {
    expect(parseVkey(text)).toBeNull();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parseVkey(text) === null));
  });
});

describe('isKeyName', () => {
  it.each(['leash/home/00', 'leash-root/abc', 'sum.golang.org', 'ü'])('takes %j', (name) => {
    expect(isKeyName(name)).toBe(true);
  });

  it.each(['', 'a b', 'a+b', 'a\nb', 'a\u00a0b', 'a\u2028b', 'a\u0000', 'a\u0085', 'a\ud800', 'a'.repeat(257)])(
    'refuses %j',
    (name) => {
      expect(isKeyName(name)).toBe(false);
    },
  );
});
