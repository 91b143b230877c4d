import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noteSigner, parseNote, rawPublicKey, signNote, verifyNote } from '../../src/audit/note.ts';
import { parseVkey } from '../../src/audit/vkey.ts';
import { signerOf } from './sampleLog.ts';

const ALICE = signerOf('alice', 1);
const BOB = signerOf('bob', 2);
const TEXT = 'leash/home/00\n3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
const NOTE = signNote(TEXT, ALICE);

function verified(text: string, keys = [ALICE]): string | null {
  const note = parseNote(text);
  return note === null ? null : (verifyNote(note, keys)?.name ?? null);
}

describe('signNote', () => {
  it('writes a note that its key verifies', () => {
    expect(NOTE).toMatch(/^leash\/home\/00\n3\n\S+\n\n— alice \S+\n$/);
    expect(verified(NOTE)).toBe('alice');
  });

  it('signs any text', () => {
    const line = fc.string({ unit: 'grapheme' }).filter((text) => !/\p{Cc}/u.test(text));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        const text = `x${lines.join('\n')}\n`;
        const note = parseNote(signNote(text, ALICE));
        expect(note?.text).toBe(text);
        expect(note === null ? null : verifyNote(note, [ALICE])).toBe(ALICE);
      }),
    );
  });
});

describe('verifyNote', () => {
  // The example note of Go's sumdb/note package.
  const goNote =
    'If you think cryptography is the answer to your problem,\nthen you don’t know what your problem is.\n\n' +
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
  const goKey = parseVkey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');

  it('accepts a note that another program signed', () => {
    const note = parseNote(goNote.replace('’', "'"));
    expect(note === null || goKey === null ? null : verifyNote(note, [goKey])).toBe(goKey);
  });

  it('refuses it with one letter changed', () => {
    const note = parseNote(goNote);
    expect(note === null || goKey === null ? null : verifyNote(note, [goKey])).toBeNull();
  });

  it('knows no key but those it is given', () => {
    expect(verified(NOTE, [])).toBeNull();
    expect(verified(NOTE, [BOB])).toBeNull();
    expect(verified(NOTE, [BOB, ALICE])).toBe('alice');
  });

  it('passes over signatures by others', () => {
    const both = `${NOTE}${signNote(TEXT, BOB).slice(TEXT.length + 1)}`;
    expect(verified(both, [BOB])).toBe('bob');
    expect(verified(both, [ALICE])).toBe('alice');
  });

  it('refuses a note in which a signature by a known key is wrong, whoever else signed it', () => {
    const wrong = signNote('another text\n', BOB).split('\n\n')[1] ?? '';
    expect(verified(`${NOTE}${wrong}`, [ALICE, BOB])).toBeNull();
    expect(verified(`${NOTE}${wrong}`, [ALICE])).toBe('alice');
  });

  it('refuses a signature under the name of another key', () => {
    expect(verified(NOTE.replace('— alice', '— bob'), [ALICE, BOB])).toBeNull();
    const impostor = signNote(TEXT, signerOf('alice', 3));
    expect(verified(impostor)).toBeNull();
  });

  it('refuses a key that is no point of the curve', () => {
    const broken = { ...ALICE, publicKey: new Uint8Array(32).fill(0xff) };
    const forged = signNote(TEXT, { ...broken, sign: () => new Uint8Array(64) });
    expect(verified(forged, [{ ...broken, sign: ALICE.sign }])).toBeNull();
  });

  it('refuses a note with any bit changed', () => {
    const bytes = Buffer.from(NOTE);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(verified(flipped.toString())).toBeNull();
    }
  });
});

describe('parseNote', () => {
  it.each([
    ['nothing', ''],
    ['no signature', TEXT],
    ['an empty text', NOTE.slice(TEXT.length)],
    ['a missing last newline', NOTE.slice(0, -1)],
    ['a carriage return', NOTE.replaceAll('\n', '\r\n')],
    ['a NUL', NOTE.replace('3', '\0')],
    ['half a character', NOTE.replace('3', '\ud800')],
    ['a hyphen for the dash', NOTE.replace('—', '-')],
    ['a signature line without a name', NOTE.replace('alice ', '')],
    ['a signature that is too short', `${TEXT}\n— alice AAAA\n`],
    ['loose base64', NOTE.replace(/=*\n$/, '\n')],
    ['a blank line behind the signatures', `${NOTE}\n`],
    ['more than a note may hold', `${'x'.repeat(70_000)}\n\n${NOTE.slice(TEXT.length + 1)}`],
  ])('refuses %s', (_, text) => {
    expect(parseNote(text)).toBeNull();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\n\n', '— ', ' ', 'AAAAAAAA', '\n'))),
        (parts) => {
          parseNote(parts.join(''));
        },
      ),
    );
  });
});

describe('noteSigner', () => {
  it('refuses a name that a note cannot hold', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    expect(() => noteSigner('a b', privateKey)).toThrow(RangeError);
    expect(noteSigner('a-b', privateKey).name).toBe('a-b');
  });

  it('takes Ed25519 keys only', () => {
    const { privateKey } = generateKeyPairSync('ed448');
    expect(() => noteSigner('a', privateKey)).toThrow(RangeError);
  });

  it('gives the public half of a private key as of a public one', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    expect(rawPublicKey(privateKey)).toEqual(rawPublicKey(publicKey));
    expect(rawPublicKey(createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' })))).toHaveLength(32);
  });
});
