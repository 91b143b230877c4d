/** A media type as a header names it, in lower case (RFC 9110 §8.3: it is compared without case). */
export interface MediaType {
  readonly type: string;
  readonly subtype: string;
  /** In lower case; null where none is named. */
  readonly charset: string | null;
}

const ESSENCE = /[ \t]*([!#$%&'*+\-.^_`|~\w]+)\/([!#$%&'*+\-.^_`|~\w]+)/y;
const PARAMETER = /[ \t]*;[ \t]*(?:([!#$%&'*+\-.^_`|~\w]+)=(?:([!#$%&'*+\-.^_`|~\w]+)|"((?:[^"\\]|\\.)*)"))?/y;
const END = /[ \t]*$/y;

/** Reads a `Content-Type`; null for what is none. */
export function parseMediaType(header: string): MediaType | null {
  const [essence, type = '', subtype = ''] = matchAt(ESSENCE, header, 0) ?? [];
  if (essence === undefined) return null;
  let charset: string | null = null;
  let at = essence.length;
  for (;;) {
    const [parameter, name, token, quoted = ''] = matchAt(PARAMETER, header, at) ?? [];
    if (parameter === undefined) break;
    at += parameter.length;
    if (name?.toLowerCase() !== 'charset') continue;
    // Named twice, two readers could take two charsets.
    if (charset !== null) return null;
    charset = (token ?? quoted.replaceAll(/\\(.)/g, '$1')).toLowerCase();
  }
  if (matchAt(END, header, at) === null) return null;
  return { type: type.toLowerCase(), subtype: subtype.toLowerCase(), charset };
}

/** Whether a `Content-Type` is JSON in UTF-8. */
export function isJson(header: string | null | undefined): boolean {
  return is(header, 'application', 'json');
}

/** Whether a `Content-Type` is an event stream. */
export function isEventStream(header: string | null | undefined): boolean {
  return is(header, 'text', 'event-stream');
}

/** Whether an `Accept` header takes this type (RFC 9110 §12.5.1); one that is not there takes everything. */
export function accepts(header: string | null, what: 'application/json' | 'text/event-stream'): boolean {
  if (header === null || header.trim() === '') return true;
  const [type] = what.split('/');
  const places: readonly string[] = ['*/*', `${type ?? ''}/*`, what];
  // What is more specific counts; said twice, what takes it does.
  let best = -1;
  let isTaken = false;
  for (const range of header.split(',')) {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const place = places.indexOf(name);
    if (place < best || place === -1) continue;
    const takes = !parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter));
    isTaken = takes || (place === best && isTaken);
    best = place;
  }
  return isTaken;
}

function is(header: string | null | undefined, type: string, subtype: string): boolean {
  if (header === null || header === undefined) return false;
  const parsed = parseMediaType(header);
  if (parsed === null || parsed.type !== type || parsed.subtype !== subtype) return false;
  return parsed.charset === null || parsed.charset === 'utf-8' || parsed.charset === 'utf8';
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
