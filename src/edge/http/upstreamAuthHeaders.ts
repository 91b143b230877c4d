import { isCredentialKey } from '../../audit/credentialKey.ts';
import { LeashError } from '../../errors.ts';
import { openSecret, type Secret, type SecretSurroundings } from './upstreamAuthSecret.ts';

/** Headers of `--header`, with the secrets that they are made of. */
export interface GivenHeaders {
  /** Names in lower case. */
  readonly names: ReadonlySet<string>;
  /** As they are now. */
  read(): Readonly<Record<string, string>>;
  readonly secrets: readonly Secret[];
}

/**
 * Reads `--header NAME=VALUE`, in whose value `{env:NAME}` and `{file:PATH}` stand for what is there: the list of
 * processes shows every word of a command. Throws `ERR_USAGE`, and never says what a value is.
 */
export function openHeaders(given: readonly string[], surroundings: SecretSurroundings): GivenHeaders {
  const headers = given.map((text) => openHeader(text, surroundings));
  const names = new Set<string>();
  for (const { name } of headers) {
    if (names.has(name)) throw usage(`--header gives \`${name}\` twice; take one away`);
    names.add(name);
  }
  return {
    names,
    read: () => Object.fromEntries(headers.map(({ name, read }) => [name, read()])),
    secrets: headers.flatMap(({ secrets }) => secrets),
  };
}

interface Header {
  readonly name: string;
  readonly read: () => string;
  readonly secrets: readonly Secret[];
}

function openHeader(text: string, { env, warn }: SecretSurroundings): Header {
  const [, given, value = ''] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(.*)$/s.exec(text) ?? [];
  // Not quoted: without a `=`, the whole may be a secret.
  if (given === undefined) throw usage('--header takes NAME=VALUE, as in `--header "X-Api-Key={env:API_KEY}"`');
  const name = given.toLowerCase();
  if (isOurs(name)) throw usage(`--header cannot give \`${given}\`: it belongs to the protocol`);
  if (!/^[\t\x20-\x7e]*$/.test(value)) throw usage(`--header gives \`${given}\` a value that is not printable ASCII`);
  const pieces = value.split(/\{(env|file):([^{}]+)\}/);
  const secrets: Secret[] = [];
  const parts: (string | Secret)[] = [];
  for (let at = 0; at < pieces.length; at += 3) {
    parts.push(pieces[at] ?? '');
    const [kind, where] = [pieces[at + 1], pieces[at + 2]];
    if ((kind !== 'env' && kind !== 'file') || where === undefined) continue;
    const secret = openSecret({ kind, name: where }, { env, warn });
    secrets.push(secret);
    parts.push(secret);
  }
  if (secrets.length === 0 && isCredentialKey(name)) {
    warn(`the value of \`${given}\` can be seen in the list of processes; write {env:NAME} or {file:PATH} for it`);
  }
  return { name, secrets, read: () => parts.map((part) => (typeof part === 'string' ? part : part.read())).join('') };
}

/** What the relay says itself, and what is between it and the next hop (RFC 9110 §7.6.1). */
function isOurs(name: string): boolean {
  return OURS.has(name) || ['mcp-', 'proxy-', 'sec-', 'content-'].some((start) => name.startsWith(start));
}

const OURS = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'expect',
  'host',
  'keep-alive',
  'last-event-id',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function usage(message: string): LeashError {
  return new LeashError('ERR_USAGE', message);
}
