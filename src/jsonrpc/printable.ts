/**
 * What a terminal would obey or hide instead of show: controls, bidi and zero-width characters and all else that
 * renders as nothing (tags, variation selectors, fillers), line separators, private, unassigned and lone surrogates.
 * U+2800 is a blank that Unicode counts as a symbol.
 */
const UNSHOWABLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;

const NAMED: ReadonlyMap<string, string> = new Map([
  ['\n', String.raw`\n`],
  ['\r', String.raw`\r`],
  ['\t', String.raw`\t`],
]);

/**
 * Makes text from outside safe for a terminal and for one line: what cannot be seen is spelled out (`\x1b`,
 * `\u{202e}`), and the result is at most `max` UTF-16 units long, with `…` where it was cut. For people: it is no
 * encoding, and cannot be read back.
 */
export function printable(text: string, max = 500): string {
  if (text.length <= max && !UNSHOWABLE.test(text)) return text;
  let shown = '';
  // The length of `shown` up to which `…` still fits behind it.
  let fits = 0;
  // Each character shows as at least one: a few more than `max` of them decide, however long the text is.
  for (const character of text.slice(0, 2 * max + 2)) {
    shown += UNSHOWABLE.test(character) ? spelled(character) : character;
    if (shown.length > max) return `${shown.slice(0, fits)}…`;
    if (shown.length < max) fits = shown.length;
  }
  return shown;
}

function spelled(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return NAMED.get(character) ?? (code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`);
}
