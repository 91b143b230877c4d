import { hiddenCharacter } from '../names.ts';

/** Who a URL talks to, as far as every parser agrees. */
export interface UrlHost {
  /** Without the colon. */
  readonly scheme: string;
  /** Lower case, punycode, canonical IPs, without a trailing dot. */
  readonly host: string;
  readonly port: number;
  readonly isDefaultPort: boolean;
  /** The text spells the host as it is; false for `0x7f.1`, `010.0.0.1` and the like, which parsers read differently. */
  readonly isCanonical: boolean;
}

/** The schemes whose hosts `URL` normalises, with their ports. */
export const HOST_SCHEMES: ReadonlyMap<string, number> = new Map([
  ['https', 443],
  ['http', 80],
  ['wss', 443],
  ['ws', 80],
  ['ftp', 21],
]);

/** Reads a URL; null where it is none, or where parsers would disagree on who it talks to. */
export function readUrlHost(text: string): UrlHost | null {
  const authority = AUTHORITY.exec(text)?.[1];
  if (authority === undefined || !text.isWellFormed() || DOUBTFUL.test(text) || !isPlainAuthority(authority))
    return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  const scheme = url?.protocol.slice(0, -1) ?? '';
  const defaultPort = HOST_SCHEMES.get(scheme);
  if (url === null || defaultPort === undefined) return null;
  const host = url.hostname.replace(/\.$/, '');
  if (host === '' || host.split('.').includes('')) return null;
  return {
    scheme,
    host,
    port: url.port === '' ? defaultPort : Number(url.port),
    isDefaultPort: url.port === '',
    isCanonical: spelledHost(authority) === host || NOT_ASCII.test(authority),
  };
}

/** What stands between `//` and the path; a third slash, which `URL` would skip, is no authority. */
const AUTHORITY = /^[a-z]+:\/\/([^/?#]+)/i;
/** `URL` strips tabs and line breaks, trims spaces, and takes a backslash for a slash; others do not. */
const DOUBTFUL = /[\s\u0000-\u001f\u007f-\u009f\\]/;
const NOT_ASCII = /[^\u0000-\u007f]/;
/** Letters that IDNA 2003 and 2008 read differently, and a full stop that only some take for a dot. */
const AMBIGUOUS_LABEL = /[ßς\u3002]/;

/** No userinfo (not even an empty one), no percent-encoding, nothing that IDNA folds away or to another character. */
function isPlainAuthority(authority: string): boolean {
  if (/[@%]/.test(authority) || AMBIGUOUS_LABEL.test(authority)) return false;
  if (!NOT_ASCII.test(authority)) return true;
  return hiddenCharacter(authority) === null && authority.normalize('NFKC') === authority.normalize('NFC');
}

function spelledHost(authority: string): string {
  return authority.replace(/:\d*$/, '').replace(/\.$/, '').toLowerCase();
}
