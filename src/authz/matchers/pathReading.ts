import type { MatchEnvironment } from './matcher.ts';

/**
 * What a text may mean as a path: every absolute path that some server would make of it, not yet normalised; `none`
 * where it is surely no path; `unclear` where it has a trick that no honest path needs.
 */
export type PathReading =
  | { readonly kind: 'paths'; readonly paths: readonly string[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'unclear' };

type Surroundings = Pick<MatchEnvironment, 'cwd' | 'home'>;

/** Reads a text as it stands, trimmed, and percent-decoded; servers differ in which of these they do. */
export function readPath(text: string, surroundings: Surroundings): PathReading {
  const spellings = text.length > MAX_PATH ? null : spellingsOf(text);
  if (spellings === null) return UNCLEAR;
  const paths = new Set<string>();
  let none = 0;
  for (const spelling of spellings) {
    const reading = readSpelling(spelling, surroundings);
    if (reading.kind === 'unclear') return UNCLEAR;
    if (reading.kind === 'none') none++;
    else paths.add(reading.path);
  }
  if (none === spellings.size) return NONE;
  return none > 0 ? UNCLEAR : { kind: 'paths', paths: [...paths] };
}

const UNCLEAR = { kind: 'unclear' } as const;
const NONE = { kind: 'none' } as const;

/** PATH_MAX of Linux; no kernel opens a longer one. */
const MAX_PATH = 4096;
const MAX_DECODINGS = 3;

/** Null where decoding fails, or does not come to an end. */
function spellingsOf(text: string): ReadonlySet<string> | null {
  const spellings = new Set([text, text.trim()]);
  let current = text;
  for (let round = 0; ESCAPES.test(current); round++) {
    if (round === MAX_DECODINGS) return null;
    try {
      current = current.replaceAll(ESCAPE_RUNS, (run) => decodeURIComponent(run));
    } catch {
      return null; // Not UTF-8: `%ff`, or the overlong `%c0%ae`.
    }
    spellings.add(current).add(current.trim());
  }
  return spellings;
}

const ESCAPES = /%[0-9a-f]{2}/i;
const ESCAPE_RUNS = /(?:%[0-9a-f]{2})+/gi;

type SpellingReading =
  { readonly kind: 'path'; readonly path: string } | { readonly kind: 'none' } | { readonly kind: 'unclear' };

function readSpelling(text: string, { cwd, home }: Surroundings): SpellingReading {
  if (text === '' || NEVER_IN_A_PATH.test(text) || !text.isWellFormed()) return UNCLEAR;
  const isFileUrl = FILE_URL.test(text);
  const local = isFileUrl ? text.replace(LOCAL_FILE_URL, '') : text;
  if (isFileUrl && (!local.startsWith('/') || URL_TAIL.test(local))) return UNCLEAR;
  if (!isFileUrl && SCHEME.test(local)) return HIERARCHICAL.test(local) ? NONE : UNCLEAR;
  if (local.startsWith('//') || DRIVE.test(local) || local.split('/').some((name) => SHORT_NAME.test(name))) {
    return UNCLEAR;
  }
  if (local.startsWith('~')) return TILDE.test(local) ? below(home, local.slice(1)) : UNCLEAR;
  return local.startsWith('/') ? { kind: 'path', path: local } : below(cwd, `/${local}`);
}

/** A drive or share as working directory or home (Windows) is nothing that this reads. */
function below(base: string, rest: string): SpellingReading {
  return base.startsWith('/') && !base.startsWith('//') ? { kind: 'path', path: base + rest } : UNCLEAR;
}

/** Controls (NUL among them), and the backslash, a separator to some. */
const NEVER_IN_A_PATH = /[\u0000-\u001f\u007f-\u009f\\]/;
const FILE_URL = /^file:/i;
/** Up to the path: no host, or this one. */
const LOCAL_FILE_URL = /^file:(?:\/\/(?:localhost)?(?=\/))?/i;
/** A query or fragment: a URL parser cuts it off, a server that strips `file://` does not. */
const URL_TAIL = /[?#]/;
/** A drive letter is one as well. */
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const HIERARCHICAL = /^[a-z][a-z0-9+.-]+:\/\//i;
const DRIVE = /^\/[a-z][:|](?:\/|$)/i;
/** `~` and `~/x`; `~user` is somebody else's home. */
const TILDE = /^~(?:\/|$)/;
/** The 8.3 alias of a longer name, `PROGRA~1.TXT`. */
const SHORT_NAME = /^[^~.]{1,6}~\d{1,4}(?:\.[^.]{0,3})?$/;
