import { kindOfAssigned } from './assigned.ts';
import { entropyOf } from './entropy.ts';
import { isPlaceholder } from './placeholder.ts';
import type { Secret } from './secret.ts';

/** Finds secrets that stand behind a word and a space: options of commands, `.netrc`, HTTP schemes, AWS key pairs. */
export function findInCommands(text: string): Secret[] {
  return PHRASES.flatMap(({ before, value, kindOf }) => {
    const found: Secret[] = [];
    before.lastIndex = 0;
    for (let match = before.exec(text); match !== null; match = before.exec(text)) {
      const start = match.index + match[0].length;
      value.lastIndex = start;
      const said = value.exec(text)?.[0] ?? '';
      const kind = said === '' || isPlaceholder(said) ? null : kindOf(said);
      if (kind !== null) found.push({ kind, start, end: start + said.length });
    }
    return found;
  });
}

interface Phrase {
  readonly before: RegExp;
  readonly value: RegExp;
  readonly kindOf: (value: string) => string | null;
}

const passwordIn = (value: string): string | null => kindOfAssigned('password', value);
const credentialIn = (value: string): string | null => kindOfAssigned('token', value);

const WORD = /[^\s"'`<>|;]{7,256}/y;

const PHRASES: readonly Phrase[] = [
  { before: /--(?:[a-z]{1,20}-)?(?:password|passwd|pass)[ ]["']?/g, value: WORD, kindOf: passwordIn },
  { before: /--(?:[a-z]{1,20}-)?(?:token|secret|api-key|access-key)[ ]["']?/g, value: WORD, kindOf: credentialIn },
  { before: /\bsshpass -p ?["']?/g, value: WORD, kindOf: passwordIn },
  { before: /(?:(?:^|\s)-u|--user)[ =]?["']?[\w.@-]{1,64}:/g, value: WORD, kindOf: passwordIn },
  { before: /\blogin[ \t\n]{1,8}[^\s]{1,128}[ \t\n]{1,8}password[ \t\n]{1,8}/g, value: WORD, kindOf: passwordIn },
  { before: /\bbearer[ \t]{1,4}/gi, value: /[\w.~+/-]{16,2048}={0,2}/y, kindOf: credentialIn },
  {
    before: /\bbasic[ \t]{1,4}/gi,
    value: /[A-Za-z0-9+/]{8,512}={0,2}/y,
    kindOf: (value) => (isUserAndPassword(value) ? 'password' : null),
  },
  // The list of access keys that AWS hands out: the secret stands behind the id.
  {
    before: /\b(?:AKIA|ASIA)[A-Z0-9]{16}[^]{1,60}?(?<![A-Za-z0-9+/])(?=[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=]))/g,
    value: /[A-Za-z0-9+/]{40}/y,
    kindOf: (value) => (entropyOf(value) >= 4 ? 'aws-secret-key' : null),
  },
];

/** RFC 7617 §2 */
function isUserAndPassword(value: string): boolean {
  const said = Buffer.from(value, 'base64').toString('latin1');
  return /^[\x20-\x7e]{0,200}:[\x20-\x7e]{3,200}$/.test(said) && !isPlaceholder(said);
}
