import type { Parameter } from './parameters.ts';
import { shown } from './shown.ts';

/** What a tool is asked for secrets by: its name, the first sentence of its description, its arguments. */
export interface CredentialClues {
  readonly nameWords: readonly string[];
  readonly textWords: readonly string[];
  readonly parameters: readonly Parameter[];
}

/** Where a tool says that it handles keys, tokens or passwords; null where nothing does. */
export function credentialClue({ nameWords, textWords, parameters }: CredentialClues): string | null {
  const inName = secretIn(nameWords);
  if (inName !== null) return `its name says \`${inName}\``;
  const inText = secretIn(textWords);
  if (inText !== null) return `its description says \`${inText}\``;
  const connects = nameWords.includes('connect');
  const parameter = parameters.find(({ words, path }) => path.length <= 2 && isSecret(words, connects));
  return parameter === undefined ? null : `it takes \`${shown(parameter.name, MAX_QUOTED)}\``;
}

const MAX_QUOTED = 60;

const SECRETS: ReadonlySet<string> = new Set([
  ...['secret', 'secrets', 'credential', 'credentials', 'password', 'passwords', 'passphrase', 'dsn', 'dsns', 'totp'],
  ...['kubeconfig', 'apikey', 'apikeys', 'keychain', 'keystore', 'env', 'dotenv', 'nonce', 'nonces'],
]);

/** Harmless words that are secret behind one of these: `api key`, `access token`, `environment variables`. */
const PAIRS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ...behind(['key', 'keys'], ['api', 'access', 'private', 'ssh', 'secret', 'signing', 'encryption', 'provisioning']),
  ...behind(['token', 'tokens'], ['api', 'access', 'auth', 'bearer', 'refresh', 'personal', 'secret', 'oauth']),
  ...behind(['variable', 'variables'], ['environment', 'env']),
]);
/** Secret scanning looks for them in public places. */
const HARMLESS_BEFORE: ReadonlySet<string> = new Set(['scanning']);

function behind(words: readonly string[], before: readonly string[]): readonly [string, ReadonlySet<string>][] {
  return words.map((word) => [word, new Set(before)]);
}

function secretIn(words: readonly string[]): string | null {
  for (const [index, word] of words.entries()) {
    if (SECRETS.has(word) && !HARMLESS_BEFORE.has(words[index + 1] ?? '')) return word;
    const before = words[index - 1] ?? '';
    if (PAIRS.get(word)?.has(before) === true) return `${before} ${word}`;
  }
  return null;
}

const SECRET_ARGUMENTS: ReadonlySet<string> = new Set(['password', 'passphrase', 'secret', 'private key']);

function isSecret(words: readonly string[], connects: boolean): boolean {
  const name = words.join(' ');
  return SECRET_ARGUMENTS.has(name) || (connects && name === 'connection string');
}
