import { unparsable } from './word.ts';

/** A here-document whose body stands behind the line that names it. */
export interface Heredoc {
  readonly delimiter: string;
  readonly isQuoted: boolean;
  readonly stripsTabs: boolean;
}

/** The body of a here-document that begins at a place of a script, and the place behind it. */
export function readHeredoc(
  text: string,
  start: number,
  { delimiter, stripsTabs }: Heredoc,
): { readonly body: string; readonly end: number } {
  for (let at = start; at < text.length;) {
    const lineEnd = text.indexOf('\n', at);
    const line = text.slice(at, lineEnd === -1 ? undefined : lineEnd);
    const end = lineEnd === -1 ? text.length : lineEnd + 1;
    if ((stripsTabs ? line.replace(/^\t+/, '') : line) === delimiter) return { body: text.slice(start, at), end };
    at = end;
  }
  return unparsable('a here-document in it does not end');
}
