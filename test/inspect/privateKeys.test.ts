import { describe, expect, it } from 'vitest';

import { findPrivateKeys } from '../../src/inspect/privateKeys.ts';
import { BASE64, made, pem } from './samples.ts';

const found = (text: string): string[] => findPrivateKeys(text).map(({ start, end }) => text.slice(start, end));
const KEY = pem();
const BEGIN = KEY.split('\n', 1)[0] ?? '';

describe('findPrivateKeys', () => {
  it.each([
    ['PKCS #8', KEY],
    ['RSA', pem('RSA PRIVATE')],
    ['EC', pem('EC PRIVATE')],
    ['OpenSSH', pem('OPENSSH PRIVATE')],
    ['encrypted', pem('ENCRYPTED PRIVATE')],
    ['with Windows line ends', pem('PRIVATE', '\r\n')],
    ['with written-out line breaks', pem('PRIVATE', '\\n')],
    ['in a source', pem('PRIVATE', '\\n" +\n      "')],
    ['quoted in a mail', pem('PRIVATE', '\n> ')],
    ['PGP', KEY.replaceAll('KEY-----', 'KEY BLOCK-----')],
    [
      'of an older format',
      pem('RSA PRIVATE').replace('\n', '\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123456789ABCDEF\n\n'),
    ],
  ])('finds the whole of one that is %s', (_, key) => {
    expect(found(key)).toEqual([key]);
    expect(found(`before\n${key}\nafter ${key}`)).toEqual([key, key]);
  });

  it('takes what there is of one that is cut off, and leaves the words behind it', () => {
    const lines = KEY.split('\n').slice(0, 3).join('\n');
    expect(found(lines)).toEqual([lines]);
    expect(found(`${lines}\n\nand then the file went on with words, and more words, none of which is a key`)).toEqual([
      lines,
    ]);
  });

  it.each([
    ['only named', `A key begins with ${BEGIN} and ends with a similar line.`],
    ['left out', `${BEGIN}\nMIIEvQ...\n${BEGIN.replace('BEGIN', 'END')}`],
    ['blotted out', `${BEGIN}\n${'x'.repeat(64)}\n${'x'.repeat(64)}`],
    ['public', KEY.replaceAll('PRIVATE', 'PUBLIC')],
    ['a certificate', KEY.replaceAll('PRIVATE KEY', 'CERTIFICATE')],
  ])('finds none in one that is %s', (_, text) => expect(found(text)).toEqual([]));

  it('finds the second of two where the first is only named', () => {
    expect(found(`it looks like ${BEGIN} as here:\n${KEY}`)).toEqual([KEY]);
  });

  it('does not end a key at a line that only looks like its end', () => {
    const text = `${BEGIN}\n${made(64, BASE64)}\n--not the end`;
    expect(found(text)).toEqual([text.slice(0, text.indexOf('\n--'))]);
  });
});
