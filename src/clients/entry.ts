import type { JsonObject, JsonValue } from '../jsonrpc/message.ts';
import { isObject, member } from '../jsonrpc/value.ts';
import type { EntryShape } from './table.ts';
import { launchOf, type Launch } from './launch.ts';

/** A header that a client sends: its value, or the name of the variable that holds it. */
export interface ConfiguredHeader {
  readonly name: string;
  readonly from: 'text' | 'variable';
  readonly value: string;
}

/** How an entry of a client's settings says to reach a server. */
export type ServerEntry =
  | {
      readonly kind: 'command';
      readonly command: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
      /** Where the command stands: `command` itself, or a map of that name. */
      readonly isNested: boolean;
    }
  | {
      readonly kind: 'url';
      readonly url: string;
      /** The key that the URL stands under. */
      readonly urlKey: string;
      readonly headers: readonly ConfiguredHeader[];
      /** The variable that holds a bearer token. */
      readonly bearer: string | null;
      /** What has a client log in by itself, which nobody can do for it. */
      readonly login: string | null;
    }
  /** It runs behind Leash already. */
  | { readonly kind: 'wrapped'; readonly launch: Launch; readonly env: Readonly<Record<string, string>> }
  /** It is part of the client, or of an extension that it has. */
  | { readonly kind: 'builtin' }
  /** It is nothing that Leash could run. */
  | { readonly kind: 'other'; readonly why: string };

/** Reads one entry. Never throws: settings are data from outside. */
export function serverEntry(value: JsonValue, shape: EntryShape): ServerEntry {
  if (!isObject(value)) return { kind: 'other', why: 'it is no map of settings' };
  const nested = member(value, shape.command);
  const isNested = isObject(nested) && typeof nested['path'] === 'string';
  const words = wordsOf(value, shape);
  if (words !== null) {
    const [command = '', ...args] = words;
    const env = pairs(isNested ? nested : value, shape.env);
    const launch = launchOf(words);
    if (launch !== null) return { kind: 'wrapped', launch, env };
    return { kind: 'command', command, args, env, isNested };
  }
  const urlKey = URL_KEYS.find((key) => typeof member(value, key) === 'string');
  const url = urlKey === undefined ? undefined : member(value, urlKey);
  if (typeof url !== 'string' && isBuiltin(value)) return { kind: 'builtin' };
  if (urlKey === undefined || typeof url !== 'string')
    return { kind: 'other', why: 'it has neither a command nor a URL' };
  const bearer = member(value, 'bearer_token_env_var');
  return {
    kind: 'url',
    url,
    urlKey,
    headers: HEADER_KEYS.flatMap(({ key, from }) =>
      Object.entries(pairs(value, key)).map(([name, each]) => ({ name, from, value: each })),
    ),
    bearer: typeof bearer === 'string' ? bearer : null,
    login: LOGIN_KEYS.find((key) => isSet(member(value, key))) ?? null,
  };
}

const BUILTIN = new Set(['builtin', 'platform', 'frontend', 'inline_python', 'extension']);

function isBuiltin(value: JsonObject): boolean {
  const words = [member(value, 'type'), member(value, 'source')];
  return words.some((word) => typeof word === 'string' && BUILTIN.has(word)) || isObject(member(value, 'settings'));
}

const URL_KEYS = ['httpUrl', 'serverUrl', 'url', 'uri'];

/** The keys under which clients keep headers. */
export const HEADER_KEYS = [
  { key: 'headers', from: 'text' },
  { key: 'http_headers', from: 'text' },
  { key: 'env_http_headers', from: 'variable' },
] as const;

/** What says that the client logs in by itself, or runs a program for its headers. */
export const LOGIN_KEYS = [
  'auth',
  'oauth',
  'oauth_resource',
  'oauth_client_id',
  'scopes',
  'authProviderType',
  'headersHelper',
];

function isSet(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null && value !== false;
}

/** The words of its command line; null where it has none. */
function wordsOf(value: JsonObject, { command: key, args: argsKey }: EntryShape): readonly string[] | null {
  const command = member(value, key);
  if (argsKey === null) {
    return Array.isArray(command) && command.length > 0 && command.every(isText) ? command : null;
  }
  if (typeof command === 'string') return [command, ...texts(member(value, argsKey))];
  const path = member(command, 'path');
  return typeof path === 'string' ? [path, ...texts(member(command, argsKey))] : null;
}

function isText(value: JsonValue): value is string {
  return typeof value === 'string';
}

function texts(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter(isText) : [];
}

function pairs(value: JsonValue, key: string): Readonly<Record<string, string>> {
  const found = member(value, key);
  if (!isObject(found)) return {};
  return Object.fromEntries(Object.entries(found).flatMap(([name, each]) => (isText(each) ? [[name, each]] : [])));
}
