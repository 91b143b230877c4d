import { endOfString } from './quoted.ts';

const QUOTE = 0x22;
/** Sets the one bit in which `[` differs from `{`, and `]` from `}`. */
const CURLY = 0x20;

/**
 * Whether arrays and objects nest deeper than `max` in this JSON text. It reads the text, before anything is parsed:
 * ten megabytes of `[` become gigabytes of arrays. Of a text that is no JSON it says nothing useful, and never throws.
 */
export function nestsDeeper(text: string, max: number): boolean {
  // Each level takes two characters, so most messages are too short to be deep (levels left open are no JSON).
  if (text.length < 2 * (max + 1)) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code < 0x5b) continue;
    else if ((code | CURLY) === 0x7b) {
      depth += 1;
      if (depth > max) return true;
    } else if ((code | CURLY) === 0x7d) depth -= 1;
  }
  return false;
}
