/**
 * Whether a path or URI names what it seems to, however a server reads it: no `.` or `..` segment, no backslash, no
 * control character, and none of these (or a slash) percent-encoded, once or many times over. A glob cannot judge others.
 */
export function isPlainPath(text: string): boolean {
  return !UNCLEAR.test(text) && !hasDotSegment(text) && text.isWellFormed();
}

/** Whether a text has a `.` or `..` segment between slashes. */
export function hasDotSegment(text: string): boolean {
  // Nearly all texts are done here, at the speed of a search.
  return text.includes('.') && DOT_SEGMENT.test(text);
}

const DOT_SEGMENT = /(?:^|\/)\.{1,2}(?:\/|$)/;

/** `%25` may repeat: each round of decoding takes one away. */
const UNCLEAR = /[\u0000-\u001f\u007f-\u009f\\]|%(?:25)*(?:2[ef]|5c|[01][0-9a-f]|7f)/i;
