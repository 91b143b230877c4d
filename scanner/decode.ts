import { lookUp } from './lexicon/lookup.ts';
import { isInvisible } from './normalize.ts';
import type { Via } from './passage.ts';

/** A text that was packed inside another, with where the package stands in the text that was given. */
export interface Decoded {
  readonly via: Via;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Unpacks what is hidden in characters that nobody sees. Works on the text as sent. */
export function decodeHidden(original: string): Decoded[] {
  if (!/[^\x00-\u1fff]/.test(original)) return [];
  return [
    ...gather(original, 'tag characters', 4, (code) =>
      code >= 0xe0020 && code <= 0xe007e ? String.fromCodePoint(code - 0xe0000) : undefined,
    ),
    ...bytesOf(original, 'variation selectors', selectorByte),
    ...zeroWidthBits(original),
  ].filter(({ text }) => isText(text));
}

/** Unpacks encodings that a reader sees as noise. Works on the normalised text. */
export function decodeVisible(text: string): Decoded[] {
  const found: Decoded[] = [];
  const keep = (via: Via, decoded: string | undefined, start: number, end: number): void => {
    if (decoded !== undefined && isText(decoded)) found.push({ via, text: decoded, start, end });
  };
  for (const match of text.matchAll(/[A-Za-z0-9+/_-]{16,}={0,2}/g)) {
    keep('base64', base64(match[0]), match.index, match.index + match[0].length);
    keep('hexadecimal', hexadecimal(match[0]), match.index, match.index + match[0].length);
  }
  for (const match of text.matchAll(/[0-9A-Fa-f]{2}(?:[ :][0-9A-Fa-f]{2}){11,4000}/g)) {
    keep('hexadecimal', hexadecimal(match[0].replace(/[ :]/g, '')), match.index, match.index + match[0].length);
  }
  if (text.includes('%')) keep('percent-encoding', replaceCodes(text, /%([0-9A-Fa-f]{2})/g), 0, text.length);
  if (text.includes('\\'))
    keep('escapes', replaceCodes(text, /\\(?:u\{?|x|U0000)([0-9A-Fa-f]{2,6})\}?/g), 0, text.length);
  if (hints(text, ROT13_HINTS)) keep('rot13', text.replace(/[A-Za-z]/g, rot13), 0, text.length);
  if (hints(text, REVERSED_HINTS)) keep('reversed letters', Array.from(text).reverse().join(''), 0, text.length);
  return found;
}

/** Whether a decoded text is language and not chance: mostly printable, and with a word that rules know. */
function isText(text: string): boolean {
  if (text.length < 4) return false;
  let odd = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    if (isInvisible(code) || code === 0xfffd || code > 0x2fff) odd++;
  }
  if (odd * 10 > text.length) return false;
  return text
    .toLowerCase()
    .split(/[^a-z0-9_.]+/)
    .some((word) => word.length > 2 && lookUp(word) !== undefined);
}

function gather(original: string, via: Via, least: number, read: (code: number) => string | undefined): Decoded[] {
  const letters: string[] = [];
  let start = -1;
  let end = 0;
  for (let index = 0; index < original.length;) {
    const code = original.codePointAt(index) ?? 0;
    const length = code > 0xffff ? 2 : 1;
    const letter = code < 0x2000 ? undefined : read(code);
    if (letter !== undefined) {
      letters.push(letter);
      if (start < 0) start = index;
      end = index + length;
    }
    index += length;
  }
  return letters.length >= least ? [{ via, text: letters.join(''), start, end }] : [];
}

function bytesOf(original: string, via: Via, read: (code: number) => string | undefined): Decoded[] {
  return gather(original, via, 4, read);
}

/** Each of the 256 variation selectors can stand for one byte. */
function selectorByte(code: number): string | undefined {
  if (code >= 0xfe00 && code <= 0xfe0e) return String.fromCharCode(code - 0xfe00);
  if (code >= 0xe0100 && code <= 0xe01ef) return String.fromCharCode(code - 0xe0100 + 16);
  return undefined;
}

/** Two sorts of zero-width characters as the two digits, eight to a letter, either way round. */
function zeroWidthBits(original: string): Decoded[] {
  return [
    ['\u200b', '\u200c'],
    ['\u200c', '\u200b'],
    ['\u200b', '\u200d'],
    ['\u200c', '\u200d'],
  ].flatMap(([zero, one]) =>
    gather(original, 'zero-width bits', 32, (code) =>
      String.fromCodePoint(code) === zero ? '0' : String.fromCodePoint(code) === one ? '1' : undefined,
    ).map((bits) => ({
      ...bits,
      text: bits.text.replace(/[01]{8}/g, (byte) => String.fromCharCode(parseInt(byte, 2))),
    })),
  );
}

const ALPHABET = new Map(
  Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', (letter, value): [string, number] => [
    letter,
    value,
  ]),
);

/** A lenient base64: both alphabets, any padding. Undefined as soon as the bytes are no text. */
function base64(packed: string): string | undefined {
  const letters: string[] = [];
  let bits = 0;
  let held = 0;
  for (const sign of packed) {
    if (sign === '=') break;
    const value = ALPHABET.get(sign === '-' ? '+' : sign === '_' ? '/' : sign);
    if (value === undefined) return undefined;
    bits = ((bits << 6) | value) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    const byte = (bits >> held) & 0xff;
    // A single odd byte at the front is chance enough: almost every word fails here at once.
    if (byte > 0x7e || (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 13)) return undefined;
    letters.push(String.fromCharCode(byte));
  }
  return letters.join('');
}

function hexadecimal(packed: string): string | undefined {
  if (packed.length % 2 === 1 || !/^[0-9a-fA-F]+$/.test(packed)) return undefined;
  return packed.replace(/../g, (pair) => String.fromCharCode(parseInt(pair, 16)));
}

/** Undefined where fewer than three codes were found: a lone `%20` hides nothing. */
function replaceCodes(text: string, pattern: RegExp): string | undefined {
  let count = 0;
  const replaced = text.replace(pattern, (whole, digits: string) => {
    const code = parseInt(digits, 16);
    if (!(code <= 0x10ffff)) return whole;
    count++;
    return String.fromCodePoint(code);
  });
  return count >= 3 ? replaced : undefined;
}

const HINTS = [
  'ignore',
  'instructions',
  'previous',
  'secret',
  'password',
  'system',
  'prompt',
  'before',
  'always',
  'upload',
  'forward',
  'credentials',
  'conversation',
];
const ROT13_HINTS = HINTS.map((word) => word.replace(/[a-z]/g, rot13));
const REVERSED_HINTS = HINTS.map((word) => Array.from(word).reverse().join(''));

function hints(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return words.filter((word) => lower.includes(word)).length >= 2;
}

function rot13(letter: string): string {
  const code = letter.charCodeAt(0);
  const base = code < 97 ? 65 : 97;
  return String.fromCharCode(((code - base + 13) % 26) + base);
}
