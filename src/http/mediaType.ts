/** A media type as a header names it, in lower case (RFC 9110 §8.3: it is compared without case). */
export interface MediaType {
  readonly type: string;
  readonly subtype: string;
  /** In lower case; null where none is named. */
  readonly charset: string | null;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Reads a `Content-Type`; null for what is none. */
export function parseMediaType(header: string): MediaType | null {
  const [essence = '', ...parameters] = header.split(';').map((part) => part.trim());
  const [type = '', subtype = '', ...rest] = essence.split('/');
  if (rest.length > 0 || !TOKEN.test(type) || !TOKEN.test(subtype)) return null;
  let charset: string | null = null;
  for (const parameter of parameters) {
    if (parameter === '') continue;
    const equals = parameter.indexOf('=');
    const name = parameter.slice(0, Math.max(equals, 0)).toLowerCase();
    if (!TOKEN.test(name)) return null;
    if (name !== 'charset') continue;
    // Named twice, two readers could take two charsets.
    if (charset !== null) return null;
    charset = unquoted(parameter.slice(equals + 1)).toLowerCase();
  }
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
  let best = { specificity: -1, isRefused: false };
  for (const range of header.split(',')) {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const specificity = [`*/*`, `${type ?? ''}/*`, what].indexOf(name);
    if (specificity < 0 || specificity < best.specificity) continue;
    best = { specificity, isRefused: parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter)) };
  }
  return best.specificity >= 0 && !best.isRefused;
}

function is(header: string | null | undefined, type: string, subtype: string): boolean {
  if (header === null || header === undefined) return false;
  const parsed = parseMediaType(header);
  if (parsed === null || parsed.type !== type || parsed.subtype !== subtype) return false;
  return parsed.charset === null || parsed.charset === 'utf-8' || parsed.charset === 'utf8';
}

function unquoted(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}
