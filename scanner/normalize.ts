import { CONFUSABLES } from './confusables.ts';

/** A text as a reader would take it, with the way back to the text as it was sent. */
export interface Normalized {
  readonly text: string;
  /** Where a stretch of `text` stands in the original, in UTF-16 units. */
  readonly spanOf: (start: number, end: number) => readonly [start: number, end: number];
}

/**
 * Folds what looks alike: compatibility forms, accents, confusable letters and HTML entities become plain characters;
 * invisible and control characters and terminal sequences go. Case and white space stay. Linear in the text's length.
 */
export function normalize(original: string): Normalized {
  if (PLAIN.test(original)) return { text: original, spanOf: (start, end) => [start, end] };
  const parts: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  for (let index = 0; index < original.length;) {
    const { text, length } = unitAt(original, index);
    for (let unit = 0; unit < text.length; unit++) {
      starts.push(index);
      ends.push(index + length);
    }
    if (text !== '') parts.push(text);
    index += length;
  }
  return {
    text: parts.join(''),
    spanOf: (start, end) => {
      const from = starts[start] ?? original.length;
      return [from, end > start ? (ends[end - 1] ?? original.length) : from];
    },
  };
}

/** Whether a reader sees nothing where this code point stands. Tabs and line ends are seen. */
export function isInvisible(code: number): boolean {
  if (code < 0x20) return code !== 9 && code !== 10 && code !== 13;
  if (code < 0x7f) return false;
  return INVISIBLE.some(([from, to]) => code >= from && code <= to);
}

// Neither an ampersand (an entity may follow) nor a control character.
const PLAIN = /^[\t\n\r\x20-\x25\x27-\x7e]*$/;
const MARK = /\p{M}+/gu;
const LONGEST_ENTITY = 10;
const LONGEST_SEQUENCE = 32;

const INVISIBLE: readonly (readonly [number, number])[] = [
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0x2800, 0x2800],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['colon', ':'],
  ['sol', '/'],
  ['period', '.'],
]);

interface Unit {
  readonly text: string;
  /** How much of the original it takes. */
  readonly length: number;
}

function unitAt(original: string, index: number): Unit {
  const code = original.codePointAt(index) ?? 0;
  const length = code > 0xffff ? 2 : 1;
  if (code === 0x26) return entityAt(original, index) ?? { text: '&', length };
  if (code === 0x1b) return { text: '', length: escapeLength(original, index) };
  if (isInvisible(code)) return { text: '', length };
  const letter = original.slice(index, index + length);
  if (code < 0x80) return { text: CONFUSABLES.get(letter) ?? letter, length };
  // The first look-up keeps a letter whose decomposition would lose what it looks like.
  const known = CONFUSABLES.get(letter);
  if (known !== undefined) return { text: known, length };
  const folded = letter.normalize('NFKD').replace(MARK, '');
  return { text: Array.from(folded, (part) => CONFUSABLES.get(part) ?? part).join(''), length };
}

function entityAt(original: string, index: number): Unit | undefined {
  const end = original.slice(index, index + LONGEST_ENTITY + 2).indexOf(';');
  if (end < 0) return undefined;
  const name = original.slice(index + 1, index + end);
  const text = name.startsWith('#') ? numericEntity(name.slice(1)) : ENTITIES.get(name.toLowerCase());
  return text === undefined ? undefined : { text, length: end + 1 };
}

function numericEntity(digits: string): string | undefined {
  const hex = /^x([0-9a-f]{1,6})$/i.exec(digits)?.[1];
  const decimal = /^[0-9]{1,7}$/.exec(digits)?.[0];
  const code = hex === undefined ? Number(decimal ?? NaN) : parseInt(hex, 16);
  if (!(code >= 0 && code <= 0x10ffff)) return undefined;
  return isInvisible(code) ? '' : String.fromCodePoint(code);
}

/** A terminal sequence: ESC, a bracket, parameters, a final letter. */
function escapeLength(original: string, index: number): number {
  const match = /^\x1b(?:\[[0-9;?]{0,24}[A-Za-z]|[@-Z\\-_])/.exec(original.slice(index, index + LONGEST_SEQUENCE));
  return match?.[0].length ?? 1;
}
