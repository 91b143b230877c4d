/** Whether a key's name says that its value is a credential. Compared in lower case without separators. */
export function isCredentialKey(key: string): boolean {
  const known = KNOWN.get(key);
  if (known !== undefined) return known;
  const isCredential = readsAsCredential(key);
  // Tools have few arguments, asked for again and again; a client that makes up names empties the memory, no more.
  if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
  if (key.length <= 64) KNOWN.set(key, isCredential);
  return isCredential;
}

const KNOWN = new Map<string, boolean>();
const MOST_KNOWN = 1000;

function readsAsCredential(key: string): boolean {
  // Longer than any name in the tables with room for prefixes: not a name that a program reads.
  const name = key.slice(0, 256).toLowerCase().replaceAll(SEPARATORS, '');
  return (
    EXACT.has(name) || ENDINGS.some((ending) => name.endsWith(ending)) || PARTS.some((part) => name.includes(part))
  );
}

const SEPARATORS = /[\s_\-.:/]/g;

const EXACT = new Set(['auth', 'bearer', 'jwt', 'otp', 'pass', 'pin', 'totp', 'mfacode']);

// `token` only at the end: `max_tokens` is a number that people want to see.
const ENDINGS = ['token', 'pwd', 'cookie', 'cookies'];

const PARTS = [
  'accesskey',
  'apikey',
  'authorization',
  'connectionstring',
  'credential',
  'passphrase',
  'passwd',
  'password',
  'privatekey',
  'secret',
  'signingkey',
  'sshkey',
];
