import { normalize } from './normalize.ts';

/**
 * The words of a name, lower-case: split where the case changes (`readFile`, `HTTPServer`), at digits and at whatever
 * is neither letter nor digit. Look-alike letters and characters that nobody sees do not hide a word:
 * `d\u{200b}elete` is `delete`.
 */
export function wordsOf(name: string): string[] {
  return normalize(name)
    .text.replaceAll(BOUNDARY, '$1 ')
    .toLowerCase()
    .split(NEITHER)
    .filter((word) => word !== '');
}

/** The words of a text, lower-case, apostrophes left inside; a change of case splits nothing. */
export function textWords(text: string): string[] {
  return normalize(text).text.toLowerCase().match(TEXT_WORD) ?? [];
}

/** After a small letter before a capital, between letters and digits, before the last capital of a run (`HTTP|Server`). */
const BOUNDARY = /(\p{Ll}(?=\p{Lu})|\p{L}(?=\p{N})|\p{N}(?=\p{L})|\p{Lu}(?=\p{Lu}\p{Ll}))/gu;
const NEITHER = /[^\p{L}\p{N}]+/u;
const TEXT_WORD = /[\p{L}\p{N}]+(?:'\p{L}+)?/gu;
