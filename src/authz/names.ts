/**
 * Whether a name is what it looks like. One that is not (empty, over-long, with control, invisible, bidi, tag or
 * format characters, lone surrogates, or a character that NFC silently turns into another) matches only deny rules.
 */
export function isPlainName(text: string): boolean {
  if (text.length === 0 || text.length > MAX_LENGTH) return false;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7e) return isPlainUnicode(text);
    if (unit < 0x20) return false;
  }
  return !hasOuterSpace(text);
}

/** The first character of a text that nobody sees, as `U+200B`; null where all can be seen. */
export function hiddenCharacter(text: string): string | null {
  const found = HIDDEN.exec(text)?.[0].codePointAt(0);
  return found === undefined ? null : `U+${found.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** In UTF-16 units; the longest tool names that clients accept are 128. */
const MAX_LENGTH = 256;

/**
 * Control, format, surrogate, private and unassigned (\p{C}), line and paragraph separators, spaces other than U+0020,
 * whatever Unicode says to draw as nothing (variation selectors, Hangul fillers, tags), and two more blanks.
 */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\u{1D159}]|(?! )\p{Zs}/u;

function isPlainUnicode(text: string): boolean {
  if (HIDDEN.test(text) || hasOuterSpace(text)) return false;
  // Names compare as NFC. Composing `e` and an accent is harmless; a singleton such as U+212A, the Kelvin sign,
  // becomes another letter (`K`): the rule for one tool would speak for its double.
  for (const character of text) {
    if (character <= '\u007f') continue;
    const composed = character.normalize('NFC');
    if (composed !== character && composed.length === String.fromCodePoint(composed.codePointAt(0) ?? 0).length)
      return false;
  }
  return true;
}

function hasOuterSpace(text: string): boolean {
  return text.startsWith(' ') || text.endsWith(' ');
}
