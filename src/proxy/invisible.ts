import { isInvisible } from '../../scanner/normalize.ts';
import { rewriteTexts } from '../jsonrpc/rewrite.ts';

/** A text of the wire, and how many invisible characters are gone from it. */
export interface Stripped {
  readonly text: string;
  readonly count: number;
}

/**
 * Takes what nobody sees out of the texts of a list result that people and models read. Names, addresses, keys and values
 * stay as they are: calls are made with them.
 */
export function stripInvisible(line: string): Stripped {
  if (!MAY_HIDE.test(line)) return { text: line, count: 0 };
  let count = 0;
  const text = rewriteTexts(line, (path, value) => {
    if (!READ.has(String(path.at(-1)))) return null;
    const visible = withoutInvisible(value);
    count += value.length - visible.length;
    return visible === value ? null : visible;
  });
  return { text, count };
}

/** Something that is not plain ASCII, or an escape. */
const MAY_HIDE = /[^\t\n\r\x20-\x7e]|\\u/;

/** The members whose texts are for reading. */
const READ: ReadonlySet<string> = new Set(['description', 'title', 'instructions', '$comment']);

function withoutInvisible(text: string): string {
  const characters = Array.from(text);
  return characters.filter((character, index) => !isHidden(characters, character, index)).join('');
}

/** Joiners between letters, and the selector behind a sign, make others look as they should: Persian, emoji. */
function isHidden(characters: readonly string[], character: string, index: number): boolean {
  if (!isInvisible(character.codePointAt(0) ?? 0)) return false;
  if (!SHAPING.has(character)) return true;
  const before = characters[index - 1] ?? '';
  const after = characters[index + 1] ?? '';
  return character === VARIATION ? !SIGN.test(before) : !(JOINABLE.test(before) && JOINABLE.test(after));
}

const VARIATION = '\ufe0f';
const SHAPING: ReadonlySet<string> = new Set(['\u200c', '\u200d', VARIATION]);
const SIGN = /^[\p{Extended_Pictographic}\p{Emoji}]$/u;
/** Letters of scripts that join, marks on them, pictures, and the selector behind one. */
const JOINABLE =
  /^[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f\p{M}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Malayalam}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Gujarati}\p{Script=Sinhala}]$/u;
