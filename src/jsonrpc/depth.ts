import type { JsonValue } from './message.ts';
import { endOfString } from './quoted.ts';

const QUOTE = 0x22;
/** Sets the one bit in which `[` differs from `{`, and `]` from `}`. */
const CURLY = 0x20;

/**
 * Whether arrays and objects nest deeper than `max` in this JSON text, told before it is parsed: ten megabytes of `[`
 * become gigabytes of arrays. Of a text that is no JSON it says nothing useful, and never throws.
 */
export function textNestsDeeper(text: string, max: number): boolean {
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

/** The same of a parsed value, where it takes a fraction of the time: strings are not looked into. */
export function valueNestsDeeper(value: JsonValue, max: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (max === 0) return true;
  if (Array.isArray(value)) return value.some((element) => valueNestsDeeper(element, max - 1));
  for (const key in value) {
    const inner = value[key];
    if (typeof inner === 'object' && inner !== null && valueNestsDeeper(inner, max - 1)) return true;
  }
  return false;
}
