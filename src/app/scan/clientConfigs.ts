import type { ConfiguredHeader } from '../../clients/entry.ts';
import { launchOption, type Launch } from '../../clients/launch.ts';
import type { JsonValue } from '../../jsonrpc/message.ts';
import { member } from '../../jsonrpc/value.ts';
import { findClients, type ClientPlaces, type FoundServer } from '../clientFound.ts';

/** A server in the settings of a client. */
export interface ConfiguredServer {
  /** What policies would call it. */
  readonly name: string;
  readonly client: string;
  readonly file: string;
  readonly start: ConfiguredStart;
}

/** How it is started. */
export type ConfiguredStart =
  | {
      readonly kind: 'command';
      readonly command: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'url'; readonly url: string; readonly headers: Readonly<Record<string, string>> }
  /** It cannot be started from here. */
  | { readonly kind: 'unusable'; readonly why: string };

/** A file of settings that is there, and cannot be read. */
export interface UnreadableConfig {
  readonly client: string;
  readonly file: string;
  readonly why: string;
}

/**
 * Every server that a client of this user is set up with. Only what the user has set up for themselves counts: a file in a
 * project folder comes with the project, and to start what it names is a decision of its own.
 */
export async function configuredServers(
  places: Omit<ClientPlaces, 'project'>,
): Promise<{ readonly servers: readonly ConfiguredServer[]; readonly unreadable: readonly UnreadableConfig[] }> {
  const { files, unreadable } = await findClients({ ...places, project: null });
  return {
    servers: files.flatMap(({ client, file, servers }) =>
      servers.map((server) => ({
        name: server.name,
        client: client.title,
        file: file.path,
        start: configuredStart(server, places.env),
      })),
    ),
    unreadable: unreadable.map(({ client, path, why }) => ({ client: client.title, file: path, why })),
  };
}

type Env = Readonly<Record<string, string | undefined>>;

/** How a server of a client is started outside it, with its variables filled in; a wrapped one without Leash. */
export function configuredStart({ value, entry }: FoundServer, env: Env): ConfiguredStart {
  const unset = unsetIn(value, env);
  if (unset !== null) return { kind: 'unusable', why: `it refers to \`${unset}\`, which is not known here` };
  if (isOff(value)) return { kind: 'unusable', why: 'it is switched off' };
  if (typeof member(value, 'cwd') === 'string') return { kind: 'unusable', why: 'it runs in a folder of its own' };
  const text = (each: string): string => expanded(each, env);
  switch (entry.kind) {
    case 'builtin':
      return { kind: 'unusable', why: 'it is part of the client' };
    case 'other':
      return { kind: 'unusable', why: entry.why };
    case 'command':
      return commandStart([entry.command, ...entry.args].map(text), filled(entry.env, text));
    case 'url':
      return { kind: 'url', url: text(entry.url), headers: headersOf(entry.headers, entry.bearer, text) };
    case 'wrapped':
      return behind(entry.launch, filled(entry.env, text), text);
  }
}

function isOff(value: JsonValue): boolean {
  return member(value, 'disabled') === true || member(value, 'enabled') === false;
}

/** `${NAME}`, `${env:NAME}`; what else clients write so (`${input:key}`, `${workspaceFolder}`) only they know. */
const REFERENCE = /\$\{(?:env:)?([^}]*)\}/g;

function unsetIn(value: JsonValue, env: Env): string | null {
  const references = [...JSON.stringify(value).matchAll(REFERENCE)];
  return references.find(([, name = '']) => env[name] === undefined)?.[0].slice(0, 60) ?? null;
}

function expanded(text: string, env: Env): string {
  return text.replace(REFERENCE, (_, name: string) => env[name] ?? '');
}

type Text = (value: string) => string;

function filled(values: Readonly<Record<string, string>>, text: Text): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, each]) => [name, text(each)]));
}

function headersOf(
  headers: readonly ConfiguredHeader[],
  bearer: string | null,
  text: Text,
): Readonly<Record<string, string>> {
  const named = headers.map(({ name, from, value }) => ({ [name]: from === 'text' ? text(value) : `{env:${value}}` }));
  const own = bearer === null ? {} : { Authorization: `Bearer {env:${bearer}}` };
  return Object.fromEntries([...named, own].flatMap((each) => Object.entries(each)));
}

function commandStart(
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): ConfiguredStart {
  return { kind: 'command', command, args, env };
}

/** A server that runs behind Leash is the one behind the dashes, or at the URL. */
function behind(launch: Launch, env: Readonly<Record<string, string>>, text: Text): ConfiguredStart {
  if (launch.server !== null) return commandStart(launch.server.map(text), env);
  const url = launchOption(launch, '--url') ?? env[launchOption(launch, '--url-env') ?? ''];
  if (url === undefined) return { kind: 'unusable', why: 'its words for `leash-mcp` name no server' };
  const valuesOf = (option: string): readonly string[] =>
    launch.options.flatMap((word, at) => (launch.options[at - 1] === option ? [word] : []));
  const fromEnv = valuesOf('--header-env').map((word) => word.replace(/=(\w+)$/, '={env:$1}'));
  const headers = [...valuesOf('--header'), ...fromEnv].map((word) => {
    const split = word.indexOf('=');
    const value = word.slice(split + 1).replace(/\{env:(\w+)\}/g, (reference, name: string) => env[name] ?? reference);
    return { name: word.slice(0, split), from: 'text', value } as const;
  });
  return { kind: 'url', url: text(url), headers: headersOf(headers, launchOption(launch, '--bearer-env'), text) };
}
