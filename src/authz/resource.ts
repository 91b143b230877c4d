import type { Glob } from './glob.ts';
import type { MatchResult } from './matchers/matcher.ts';
import { hiddenCharacter } from './names.ts';
import { hasDotSegment } from './plainPath.ts';

/** What a URI names, as far as that can be told without knowing the server that will read it. */
export type ResourceReading =
  | {
      readonly kind: 'clear';
      readonly raw: string;
      readonly whole: readonly string[];
      readonly bare: readonly string[];
    }
  | { readonly kind: 'ambiguous'; readonly raw: string; readonly why: string };

/**
 * Normalises a URI (WHATWG URL: dot segments, case of scheme and host, default ports; RFC 3986 §6.2.2: needless
 * percent-encoding). `whole` are the readings with the query, `bare` those without; servers differ on repeated
 * slashes, so both readings of these are kept. Never throws.
 */
export function readResource(raw: string): ResourceReading {
  const why = rawProblem(raw);
  if (why !== null) return { kind: 'ambiguous', raw, why };
  const url = parseUrl(raw);
  if (url === null) return { kind: 'ambiguous', raw, why: 'it is not a URI' };
  const text = decodePlain(url.href);
  const problem = urlProblem(url) ?? (text === null ? 'it has a broken percent-encoding' : textProblem(text));
  if (problem !== null || text === null) return { kind: 'ambiguous', raw, why: problem ?? '' };
  return { kind: 'clear', raw, ...readings(text) };
}

/** The glob of a rule's `resource`, and whether it speaks of the query (`\?` or `[?]`) or of the part before it. */
export interface ResourcePattern {
  readonly text: string;
  readonly glob: Glob;
}

/**
 * Whether a pattern covers a resource. Readings that disagree are an `error`, like a resource that is ambiguous as a
 * whole. A deny rule is also asked about the text as it was sent.
 */
export function matchResource(pattern: ResourcePattern, resource: ResourceReading, denies: boolean): MatchResult {
  const { glob, text } = pattern;
  if (denies && glob.test(resource.raw)) return 'match';
  if (resource.kind === 'ambiguous') return 'error';
  const forms = QUERY_AWARE.test(text) ? resource.whole : [...resource.whole, ...resource.bare];
  const matched = forms.filter((form) => glob.test(form)).length;
  if (matched === 0) return 'miss';
  return matched === forms.length ? 'match' : 'error';
}

/** Every text under which a pattern may cover the resource. */
export function formsOf(resource: ResourceReading): readonly string[] {
  return resource.kind === 'ambiguous' ? [resource.raw] : [resource.raw, ...resource.whole, ...resource.bare];
}

const QUERY_AWARE = /\\\?|\[\?\]/;
const MAX_LENGTH = 8192;

/** Encoded separators, dots and controls; anything encoded twice; a percent sign that encodes nothing. */
const SUSPICIOUS_ENCODING = /%(?:2[ef]|5c|[01][0-9a-f]|7f|25[0-9a-f]{2}|(?![0-9a-f]{2}))/i;

/** What one server resolves and another one does not. The messages hold nothing of the URI: they go to the log. */
function rawProblem(raw: string): string | null {
  if (raw.length > MAX_LENGTH) return `it is longer than ${MAX_LENGTH} characters`;
  if (hiddenCharacter(raw) !== null) return 'it has control or invisible characters';
  if (raw !== raw.trim()) return 'it has outer spaces';
  if (raw.includes('\\')) return 'it has a backslash';
  if (raw.includes('#')) return 'it has a fragment';
  return SUSPICIOUS_ENCODING.test(raw) ? 'it has an encoded separator, dot or control character' : null;
}

function parseUrl(raw: string): URL | null {
  try {
    return new URL(raw);
  } catch {
    return null;
  }
}

const WEB_SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'ws:', 'wss:', 'ftp:']);

function urlProblem(url: URL): string | null {
  if (url.protocol === 'file:' && url.host !== '') return 'it is a file of another host';
  if (!WEB_SCHEMES.has(url.protocol)) return null;
  if (url.username !== '' || url.password !== '') return 'it has a user name before the host';
  return url.hostname.endsWith('.') ? 'its host ends in a dot' : null;
}

/** Decodes what means the same decoded: letters, digits, spaces and text beyond ASCII. Null where it is not UTF-8. */
function decodePlain(href: string): string | null {
  try {
    return href
      .replace(/(?:%[89a-f][0-9a-f])+/gi, (bytes) => decodeURIComponent(bytes))
      .replace(/%[2-7][0-9a-f]/gi, (byte) => {
        const character = decodeURIComponent(byte);
        return /[\w.~ -]/.test(character) ? character : byte.toUpperCase();
      })
      .normalize('NFC');
  } catch {
    return null;
  }
}

/** What normalisation should have removed, but left in a query or in an opaque path; `..;` is `..` to some servers. */
function textProblem(text: string): string | null {
  if (hiddenCharacter(text) !== null) return 'it has control or invisible characters';
  return hasDotSegment(text.replace(/;[^/?]*/g, '')) ? 'it has a `.` or `..` segment that stays' : null;
}

function readings(text: string): { whole: readonly string[]; bare: readonly string[] } {
  const head = /^[^:]*:(?:\/\/[^/?]*)?/.exec(text)?.[0] ?? '';
  const tail = text.slice(head.length);
  const [path = ''] = tail.split('?', 1);
  const query = tail.slice(path.length);
  const paths = [...new Set([path, path.replace(/\/{2,}/g, '/')])];
  return {
    whole: paths.map((each) => head + each + query),
    bare: query === '' ? [] : paths.map((each) => head + each),
  };
}
