/**
 * Whether a token could begin at a place: nothing that belongs to one stands before it. The `n` of a written-out `\n`,
 * and the digits of `%3D`, belong to none.
 */
export function isEdge(text: string, at: number): boolean {
  if (at === 0 || !isTokenCode(text.charCodeAt(at - 1))) return true;
  return ESCAPE.test(text.slice(Math.max(0, at - 6), at));
}

const ESCAPE = /(?:\\[nrtbf]|\\u[0-9a-f]{4}|%[0-9a-f]{2})$/i;

/** `A-Z a-z 0-9 _ -` */
function isTokenCode(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code === 0x2d
  );
}
