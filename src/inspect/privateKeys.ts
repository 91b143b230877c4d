import { entropyOf } from './entropy.ts';
import type { Secret } from './secret.ts';

/** Finds private keys in PEM armour (RFC 7468, OpenSSH, PGP), inside string literals and cut off in the middle too. */
export function findPrivateKeys(text: string): Secret[] {
  const found: Secret[] = [];
  BEGIN.lastIndex = 0;
  for (let match = BEGIN.exec(text); match !== null; match = BEGIN.exec(text)) {
    const bodyAt = match.index + match[0].length;
    const body = matchAt(BODY, text, bodyAt);
    const keyEnd = endOfKey(body);
    if (keyEnd === null) continue;
    const closing = matchAt(END, text, bodyAt + body.length);
    const end = bodyAt + (closing === '' ? keyEnd : body.length + closing.length);
    found.push({ kind: 'private-key', start: match.index, end });
    BEGIN.lastIndex = end;
  }
  return found;
}

const BEGIN = /-----BEGIN (?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;
const END = /-----END (?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----/y;

/** All up to the next armour. The headers of older formats hold some dashes, base 64 holds none. */
const BODY = /[^-]{1,65536}(?:-[^-]{1,65536}){0,16}/y;

/** Where the last line of base 64 in a body ends; null where there is none long enough for the key of any curve. */
function endOfKey(body: string): number | null {
  let end = 0;
  let isKey = false;
  for (const { 0: line, index } of body.matchAll(LINE)) {
    if (index - end > WIDEST_GAP) break;
    end = index + line.length;
    isKey ||= line.length >= SHORTEST && entropyOf(line) >= LEAST_ENTROPY;
  }
  return isKey ? end : null;
}

const LINE = /[A-Za-z0-9+/]{16,65536}={0,2}/g;
const SHORTEST = 40;
const LEAST_ENTROPY = 3.5;
/** Two headers, or what a source puts between lines. */
const WIDEST_GAP = 100;

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
