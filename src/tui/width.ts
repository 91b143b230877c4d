import { printable } from '../jsonrpc/printable.ts';

/**
 * How many columns of a terminal a text takes. For text that went through `shown`: nothing in it is a control, invisible or
 * joined to what stands before it, save for combining marks.
 */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Cuts a text to so many columns, with `…` where it was cut. */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += characterWidth(character);
    if (used > width - 1) break;
    kept += character;
  }
  return width < 1 ? '' : `${kept}…`;
}

/** Breaks a text into lines of at most so many columns, between words where it can, and loses nothing. */
export function brokenText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const character of text) {
    const next = characterWidth(character);
    if (used + next > width && line !== '') {
      const space = line.lastIndexOf(' ') + 1;
      // A word that fills most of a line is broken itself.
      const at = space > line.length / 2 ? space : line.length;
      lines.push(line.slice(0, at));
      line = line.slice(at);
      used = textWidth(line);
    }
    line += character;
    used += next;
  }
  return [...lines, line];
}

/**
 * Makes a foreign text safe to show in one line of a terminal, in which every column is known: what is invisible is spelled
 * out, and so is what terminals disagree on (skin tones) or would pile up (marks without end).
 */
export function shown(text: string, max = 500): string {
  const safe = printable(text, max);
  return PLAIN.test(safe) ? safe : safe.replace(UNSURE, spelled);
}

/** Printable ASCII, a column each. */
const PLAIN = /^[\x20-\x7e]*$/;
/** A mark that has nothing to stand on; more than three in a row; skin tones. */
const UNSURE = /^\p{M}|(?<=\p{M}{3})\p{M}|[\u{1f3fb}-\u{1f3ff}]/gu;

function spelled(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** Nonspacing and enclosing marks; spacing ones take a column. */
const ON_TOP = /^[\p{Mn}\p{Me}]$/u;
/** Two of them are a flag, and take two columns together. */
const FLAG_HALF = /^\p{Regional_Indicator}$/u;
const EMOJI = /^\p{Emoji_Presentation}$/u;

function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (ON_TOP.test(character)) return 0;
  if (FLAG_HALF.test(character)) return 1;
  return EMOJI.test(character) || WIDE.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}

/** East Asian Wide and Fullwidth (UAX #11), without the emoji, which have a property of their own. */
const WIDE: readonly (readonly [from: number, to: number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6b],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18cff],
  [0x1aff0, 0x1b2fb],
  [0x1d300, 0x1d376],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];
