import { Buffer } from 'node:buffer';

const PREFIX = '=?base64?';
const SUFFIX = '?=';

/** A text as an MCP header carries it: as it is where that is safe, else in base64 behind a mark (2026-07-28, headers). */
export function encodeHeaderValue(text: string): string {
  const isPlain = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text);
  return isPlain && !isMarked(text) ? text : `${PREFIX}${Buffer.from(text, 'utf8').toString('base64')}${SUFFIX}`;
}

/** What a header says; null for a mark around what is no canonical base64 of UTF-8, or around nothing at all. */
export function decodeHeaderValue(value: string): string | null {
  const trimmed = stripSpace(value);
  if (!isMarked(trimmed)) return trimmed;
  // One `?` for both ends: some read it as the empty text, some as it stands.
  if (trimmed.length < PREFIX.length + SUFFIX.length) return null;
  const encoded = trimmed.slice(PREFIX.length, -SUFFIX.length);
  const bytes = Buffer.from(encoded, 'base64');
  const text = bytes.toString('utf8');
  const isCanonical = bytes.toString('base64') === encoded && Buffer.from(text, 'utf8').equals(bytes);
  return isCanonical ? text : null;
}

function isMarked(text: string): boolean {
  return text.startsWith(PREFIX) && text.endsWith(SUFFIX);
}

/** Takes spaces and tabs off both ends (RFC 9110 §5.6.3), in linear time. */
function stripSpace(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && ' \t'.includes(value.charAt(start))) start += 1;
  while (end > start && ' \t'.includes(value.charAt(end - 1))) end -= 1;
  return value.slice(start, end);
}
