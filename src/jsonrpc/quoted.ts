const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** So far a loop beats a call into the engine's own search. */
const NEAR = 48;

/** Where the JSON string that opens at `open` closes: the index of its closing quote, or the text's length without one. */
export function endOfString(text: string, open: number): number {
  let at = open + 1;
  while (at < text.length) {
    const near = Math.min(at + NEAR, text.length);
    while (at < near) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) return at;
      at += code === BACKSLASH ? 2 : 1;
    }
    const quote = text.indexOf('"', at);
    if (quote === -1) break;
    let slashes = quote;
    while (slashes > at && text.charCodeAt(slashes - 1) === BACKSLASH) slashes -= 1;
    if ((quote - slashes) % 2 === 0) return quote;
    at = quote + 1;
  }
  return text.length;
}
