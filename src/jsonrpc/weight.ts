/** Most arrays, objects and members of one message: a second's work to read, where millions of them take a minute. */
const MAX_PARTS = 1_000_000;

const QUOTE = 0x22;
const COLON = 0x3a;
const BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const BRACE = 0x7b;

/**
 * Whether a JSON text is made of more parts than anybody should read: all else waits while it is parsed, and what a text
 * of a few bytes a part turns into has fifty times its size. What is no JSON is counted as far as a parser would read.
 */
export function isTooHeavy(json: Uint8Array): boolean {
  // A part has a byte at least.
  if (json.length <= MAX_PARTS) return false;
  let parts = 0;
  let isText = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (isText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (byte === BRACKET || byte === BRACE || byte === COLON) {
      parts += 1;
      if (parts > MAX_PARTS) return true;
    }
  }
  return false;
}
