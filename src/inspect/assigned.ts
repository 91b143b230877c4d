import { entropyOf } from './entropy.ts';
import { isPlaceholder } from './placeholder.ts';
import type { Secret } from './secret.ts';

/** Finds what is assigned to the name of a password or key: `DB_PASSWORD=...`, `"api_key": "..."`. The name stays. */
export function findAssigned(text: string): Secret[] {
  const found: Secret[] = [];
  ASSIGNMENT.lastIndex = 0;
  for (let match = ASSIGNMENT.exec(text); match !== null; match = ASSIGNMENT.exec(text)) {
    const valueAt = match.index + match[0].length;
    const value = valueIn(text, valueAt, match[1] ?? '');
    const kind = kindOfAssigned(nameBefore(text, match.index) + match[0], value);
    if (kind === null) continue;
    found.push({ kind, start: valueAt, end: valueAt + value.length });
    ASSIGNMENT.lastIndex = valueAt + value.length;
  }
  return found;
}

/** What a value under this name is a secret of; null where it is none. */
export function kindOfAssigned(name: string, value: string): string | null {
  if (value.length > LONGEST || /[\s()]/.test(value) || NO_SECRET.test(value) || isPlaceholder(value)) return null;
  const known = name.toLowerCase();
  if (HARMLESS.test(known)) return null;
  if (PASSWORD.test(known)) return isPassword(value) ? 'password' : null;
  return CREDENTIAL.test(known) && isCredential(value) ? 'credential' : null;
}

// The name ends in one of these: `token_type` and `password_policy` say something else.
const PASSWORD = /(?:pass(?:word|wd|phrase|code)|pwd)[^a-z]{0,12}$/;
const CREDENTIAL =
  /(?:secret|token|credentials?|(?:api|access|auth|private|account|secret|signing|encryption|master|service|storage|subscription|client|app)[-_ ]?key|authorization|_auth)[^a-z]{0,12}(?:(?:bearer|basic|token) )?$/;

/** A name's end, the sign behind it, what opens the value, and the scheme of an HTTP credential. */
const ASSIGNMENT =
  /(?:pass(?:word|wd|phrase|code)|pwd|secret|token|credentials?|key|_auth|authorization)(?:[-_]?[0-9])?(?:\\{0,3}["'`])?\]?[ \t]{0,4}(?::=|=>|==?|:|>)[ \t]{0,4}((?:\\{0,3}["'`])?)(?:(?:bearer|basic|token) )?/gi;

/** Tokens that page, count or guard forms; keys that are public. */
const HARMLESS =
  /(?:page|next|prev|previous|continuation|cursor|sync|csrf|xsrf|cancel(?:lation)?|progress|max|min|num|count|public|publishable|partition|primary|foreign|cache|sort|idempotency|site|eos|bos|pad|unk|mask|sep|cls|stop|special|end|start)[-_ ]?_?(?:token|key)[^a-z]{0,12}$/;

const LONGEST = 512;

/** The name that ends at a place, as far as it matters. */
function nameBefore(text: string, end: number): string {
  return NAME.exec(text.slice(Math.max(0, end - 24), end))?.[0] ?? '';
}

const NAME = /[\w.-]*$/;

function valueIn(text: string, at: number, quote: string): string {
  const pattern = quote === '' ? BARE : QUOTED;
  pattern.lastIndex = at;
  const value = pattern.exec(text)?.[0] ?? '';
  // Without quotes, what is called or looked into is a name.
  return quote === '' && '(['.includes(text.charAt(at + value.length) || ' ') ? '' : value;
}

const BARE = /[^\s"'`,;<>|()[\]{}\\]{1,513}/y;
const QUOTED = /[^\s"'`\\]{1,513}(?=\\{0,3}["'`\\])/y;

/** References, paths, addresses, hashes that name content, and what programs write instead of a value. */
const NO_SECRET =
  /^(?:[$%{[(*@&#/~.]|https?:|file:|arn:|projects\/|env[:.]|process\.|os\.|sha(?:1|256|384|512)[-:]|true$|false$|null$|none$|undefined$|string$)|^\d+$|\.(?:json|ya?ml|pem|key|crt|txt|env|ts|js|py|md|html?|png|svg)$/i;

const SHORTEST_PASSWORD = 7;

/** A word is a label, a type or a name; a password that is one cannot be told from those. */
function isPassword(value: string): boolean {
  if (value.length < SHORTEST_PASSWORD || MEMBER.test(value) || EXAMPLES.has(value.toLowerCase())) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9_.-]/].filter((kind) => kind.test(value)).length;
  return kinds >= 2 && /[^A-Za-z_.-]/.test(value) && entropyOf(value) >= 2.5;
}

/** `config.auth.password1` */
const MEMBER = /^[a-z_$][\w$]{0,64}(?:\??\.[a-z_$][\w$]{0,64}){1,8}$/i;

const EXAMPLES: ReadonlySet<string> = new Set([
  ...['password1', 'password123', 'password1234', 'passw0rd', 'secret123', 'secret1', 'pass123', 'pass1234', 'test123'],
  ...['test1234', 'admin123', 'mypassword1', 'user1234', 'p@ssw0rd', 'p@ssword', 'abc12345', '12345678'],
]);

const SHORTEST_CREDENTIAL = 16;

function isCredential(value: string): boolean {
  if (value.length < SHORTEST_CREDENTIAL || isWords(value)) return false;
  if (!/[0-9]/.test(value) || !/[A-Za-z]/.test(value)) return false;
  return entropyOf(value) >= (/^[0-9a-f-]+$/i.test(value) ? 3 : 3.3);
}

/** Whether a value is names and small numbers: `my-service-account-v2`, `config.auth.accessToken`. */
function isWords(value: string): boolean {
  return value
    .split(/[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])/)
    .every((part) => /^(?:[A-Za-z]?[a-z]*|[A-Z]+|[A-Za-z]{2,}[0-9]{1,2}|[vV]?[0-9]{1,4})$/.test(part));
}
