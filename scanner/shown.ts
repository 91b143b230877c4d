import { HIDDEN } from './hidden.ts';

/**
 * Makes text from outside safe to show on one line: what cannot be seen, or would be obeyed by a terminal, is spelled
 * out (`\x1b`, `\u{200b}`, `\n`), and a backslash of the text's own is doubled, so that it cannot pose as one of these.
 * At most `max` UTF-16 units, with `…` where it was cut.
 */
export function shown(text: string, max = 500): string {
  if (text.length <= max && !TO_SPELL.test(text)) return text;
  let result = '';
  let fits = 0;
  // Each character shows as at least one unit: a few more than `max` of them decide, however long the text is.
  for (const character of text.slice(0, 2 * max + 2)) {
    result += TO_SPELL.test(character) ? spelled(character) : character;
    if (result.length > max) return `${result.slice(0, fits)}…`;
    if (result.length < max) fits = result.length;
  }
  return result;
}

const TO_SPELL = new RegExp(String.raw`\\|${HIDDEN.source}`, 'u');

const NAMED: ReadonlyMap<string, string> = new Map([
  ['\n', String.raw`\n`],
  ['\r', String.raw`\r`],
  ['\t', String.raw`\t`],
  ['\\', String.raw`\\`],
]);

function spelled(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return NAMED.get(character) ?? (code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`);
}
