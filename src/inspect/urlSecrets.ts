import { isPlaceholder } from './placeholder.ts';
import type { Secret } from './secret.ts';

/** Finds passwords in the addresses of servers: `postgres://user:password@host`. The rest of the address stays. */
export function findUrlSecrets(text: string): Secret[] {
  const found: Secret[] = [];
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', at + 3)) {
    USERINFO.lastIndex = at + 3;
    const [userinfo = '', user = '', password = '', host = ''] = USERINFO.exec(text) ?? [];
    const end = at + 3 + userinfo.length - 1;
    if (userinfo !== '' && isPassword(user, password) && !isPlaceholder(host)) {
      found.push({ kind: 'password', start: end - password.length, end });
    }
  }
  return found;
}

/** RFC 3986 §3.2.1. What is wrongly not escaped in a password, all but `/`, is read as people write it. */
const USERINFO = /([\w.~%+$!&'*-]{0,128}):([^\s/@"'`<>\\]{3,256})@(?=([\w[][^\s/?#"'`]{0,64}))/y;

function isPassword(user: string, password: string): boolean {
  const lower = password.toLowerCase();
  return (
    lower !== user.toLowerCase() && !STAND_INS.has(lower) && !/^[$%{[(*]/.test(password) && !isPlaceholder(password)
  );
}

/** What documentation writes where a password stands, and what images come with. */
const STAND_INS: ReadonlySet<string> = new Set([
  ...[
    'password',
    'passwd',
    'passw0rd',
    'pass',
    'pwd',
    'pw',
    'secret',
    'mypassword',
    'mypass',
    'mysecret',
    'user',
    'username',
  ],
  ...[
    'test',
    'foo',
    'bar',
    'abc',
    '123',
    '1234',
    '12345',
    '123456',
    'xxx',
    'token',
    'key',
    'apikey',
    'api_key',
    'auth',
  ],
  ...['postgres', 'mysql', 'root', 'admin', 'guest', 'minioadmin', 'localhost', 'credentials', 'x-oauth-basic'],
]);
