import type { JsonObject, JsonValue } from '../jsonrpc/message.ts';
import { isObject, member } from '../jsonrpc/value.ts';
import type { Change } from './edits.ts';
import { HEADER_KEYS, LOGIN_KEYS, serverEntry, type ConfiguredHeader, type ServerEntry } from './entry.ts';
import type { EntryShape } from './table.ts';

/** How Leash is put before a server. */
export interface Launcher {
  /** The words that start `leash-mcp`. */
  readonly program: readonly string[];
  /** What policies call the server and the client. */
  readonly name: string;
  readonly agent: string;
  /** Further options: `--home`, `--observe`. */
  readonly options: readonly string[];
}

/** What wrapping an entry comes down to. */
export type Wrapping =
  | {
      readonly kind: 'changes';
      /** The map that changes, below the entry. */
      readonly below: readonly string[];
      readonly changes: readonly Change[];
      /** What a person should know of it. */
      readonly note: string | null;
    }
  | { readonly kind: 'wrapped' }
  | { readonly kind: 'left'; readonly why: string };

/** Says how an entry has to change so that its server runs behind Leash. What cannot be said faithfully is left alone. */
export function wrapEntry(value: JsonValue, shape: EntryShape, launcher: Launcher): Wrapping {
  const entry = serverEntry(value, shape);
  switch (entry.kind) {
    case 'wrapped':
      return { kind: 'wrapped' };
    case 'builtin':
      return { kind: 'left', why: 'it is part of the client' };
    case 'other':
      return { kind: 'left', why: entry.why };
    case 'command':
      return wrapCommand(entry, shape, launcher);
    case 'url':
      return wrapUrl(isObject(value) ? value : {}, entry, shape, launcher);
  }
}

function wrapCommand(
  { command, args, isNested }: Extract<ServerEntry, { kind: 'command' }>,
  shape: EntryShape,
  launcher: Launcher,
): Wrapping {
  const words = [...ownWords(launcher), '--', command, ...args];
  const below = isNested ? [shape.command] : [];
  const keys = isNested ? { ...shape, command: 'path' } : shape;
  return { kind: 'changes', below, changes: commandChanges(words, keys), note: null };
}

function ownWords({ program, name, agent, options }: Launcher): readonly string[] {
  return [...program, '--name', name, '--agent', agent, ...options];
}

function commandChanges(words: readonly string[], { command, args }: EntryShape, replaces?: string): readonly Change[] {
  const place = replaces === undefined || replaces === command ? {} : { replaces };
  if (args === null) return [{ key: command, value: [...words], ...place }];
  const [program = '', ...rest] = words;
  return [
    { key: command, value: program, ...place },
    { key: args, value: rest, behind: command },
  ];
}

function wrapUrl(
  value: JsonObject,
  entry: Extract<ServerEntry, { kind: 'url' }>,
  shape: EntryShape,
  launcher: Launcher,
): Wrapping {
  const why = unfaithful(entry);
  if (why !== null) return { kind: 'left', why };
  const kept = keptHeaders(entry.headers, shape);
  const url = urlWords(entry.url);
  const words = [
    ...ownWords(launcher),
    ...url.words,
    ...kept.words,
    ...(entry.bearer === null ? [] : ['--bearer-env', entry.bearer]),
  ];
  const env = { ...url.env, ...kept.env };
  const forward = [...kept.forward, ...(entry.bearer === null ? [] : [entry.bearer])];
  const changes = [
    ...typeChanges(value, shape),
    ...commandChanges(words, shape, entry.urlKey),
    ...envChanges(value, env, shape),
    ...forwardChanges(value, forward, shape),
  ];
  return {
    kind: 'changes',
    below: [],
    changes: [...changes, ...goneChanges(value, changes)],
    note: hasCredential(entry)
      ? null
      : `if it asks for a login, run \`leash login ${entry.url.replace(/\?.*$/s, '')}\`: the client's own login does not reach through Leash`,
  };
}

/** Why an entry cannot be said in other words; null where it can. */
function unfaithful({ url, headers, login }: Extract<ServerEntry, { kind: 'url' }>): string | null {
  if (login !== null) return `its client logs in by itself (\`${login}\`), which Leash cannot do for it`;
  if (!/^https?:\/\//i.test(url) && !isReference(url)) return 'its URL is none of http or https';
  if (/^https?:\/\/[^/?#]*@/i.test(url)) return 'its URL holds a password; use a header instead';
  const odd = headers.find(({ name }) => !/^[\w!#$%&'*+.^`|~-]+$/.test(name));
  if (odd !== undefined) return `\`${odd.name}\` is no name of a header`;
  const spread = headers.find(({ value }) => /[\r\n\0]/.test(value));
  return spread === undefined ? null : `the header \`${spread.name}\` has more than one line`;
}

function hasCredential({ headers, bearer }: Extract<ServerEntry, { kind: 'url' }>): boolean {
  return bearer !== null || headers.some(({ name }) => /auth|key|token|secret|cookie/i.test(name));
}

interface Kept {
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly forward: readonly string[];
}

/** The list of processes shows every word of a command, so a value goes by way of a variable. */
function keptHeaders(headers: readonly ConfiguredHeader[], shape: EntryShape): Kept {
  const words: string[] = [];
  const env: Record<string, string> = {};
  const forward: string[] = [];
  for (const { name, from, value } of headers) {
    if (from === 'variable') {
      words.push('--header-env', `${name}=${value}`);
      forward.push(value);
    } else if (shape.env === 'envs' && isReference(value)) {
      // Goose fills variables into headers, but not into other variables; Leash does the same.
      words.push(
        '--header',
        `${name}=${value.replace(/\$\{(\w+)\}|\$(\w+)/g, (_, a = '', b = '') => `{env:${a}${b}}`)}`,
      );
    } else {
      const variable = freshName(`LEASH_HEADER_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`, env);
      words.push('--header-env', `${name}=${variable}`);
      env[variable] = value;
    }
  }
  return { words, env, forward };
}

function freshName(name: string, taken: object): string {
  return Object.hasOwn(taken, name) ? freshName(`${name}_`, taken) : name;
}

/** A query may hold a key, and what the client fills in may be one. */
function urlWords(url: string): Pick<Kept, 'words' | 'env'> {
  if (!url.includes('?') && !isReference(url)) return { words: ['--url', url], env: {} };
  return { words: ['--url-env', 'LEASH_URL'], env: { LEASH_URL: url } };
}

/** What clients fill in: `${NAME}`, `${env:NAME}`, `${input:NAME}`, `{env:NAME}`, `$NAME`. */
function isReference(text: string): boolean {
  return /\$\{|\{env:|\$[A-Za-z_]/.test(text);
}

function typeChanges(value: JsonObject, { stdio }: EntryShape): readonly Change[] {
  return ['type', 'transport', 'transportType']
    .filter((key) => typeof member(value, key) === 'string')
    .map((key) => ({ key, value: stdio }));
}

function envChanges(value: JsonObject, env: Readonly<Record<string, string>>, shape: EntryShape): readonly Change[] {
  if (Object.keys(env).length === 0) return [];
  const own = member(value, shape.env);
  if (own !== undefined) return [{ key: shape.env, value: { ...(isObject(own) ? own : {}), ...env } }];
  const [place] = HEADER_KEYS.filter(({ key, from }) => from === 'text' && member(value, key) !== undefined);
  return [
    {
      key: shape.env,
      value: { ...env },
      ...(place === undefined ? { behind: behindOf(shape) } : { replaces: place.key }),
    },
  ];
}

function behindOf({ args, command }: EntryShape): string {
  return args ?? command;
}

/** A client that hands on only variables that it is told of is told of these. */
function forwardChanges(value: JsonObject, names: readonly string[], shape: EntryShape): readonly Change[] {
  if (shape.forward === null || names.length === 0) return [];
  const own = member(value, shape.forward);
  const known = Array.isArray(own) ? own : [];
  return [
    {
      key: shape.forward,
      value: [...known, ...names.filter((name) => !known.includes(name))],
      behind: behindOf(shape),
    },
  ];
}

/** A client may refuse what belongs to a URL beside a command. */
function goneChanges(value: JsonObject, changes: readonly Change[]): readonly Change[] {
  const keys = [...HEADER_KEYS.map(({ key }) => key), 'bearer_token_env_var', ...LOGIN_KEYS];
  const isThere = (key: string): boolean =>
    member(value, key) !== undefined && !changes.some(({ replaces }) => replaces === key);
  return keys.filter(isThere).map((key) => ({ key, value: undefined }));
}
