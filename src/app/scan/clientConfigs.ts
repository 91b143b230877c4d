import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject, JsonValue } from '../../jsonrpc/message.ts';
import { isObject, member } from '../../jsonrpc/value.ts';
import { isGivenName } from '../../authz/givenName.ts';
import { plainJson } from './jsonc.ts';

/** Where clients keep their settings. */
export interface ClientPlaces {
  readonly platform: NodeJS.Platform;
  /** The user's own folder. */
  readonly home: string;
  /** `%APPDATA%` on Windows; null elsewhere. */
  readonly appData: string | null;
  /** What settings may refer to as `${NAME}` or `${env:NAME}`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A server in the settings of a client. */
export interface ConfiguredServer {
  /** What policies would call it. */
  readonly name: string;
  readonly client: string;
  readonly file: string;
  readonly start:
    | {
        readonly kind: 'command';
        readonly command: string;
        readonly args: readonly string[];
        readonly env: Readonly<Record<string, string>>;
      }
    | { readonly kind: 'url'; readonly url: string; readonly headers: Readonly<Record<string, string>> }
    /** It cannot be started from here. */
    | { readonly kind: 'unusable'; readonly why: string };
}

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
  places: ClientPlaces,
): Promise<{ readonly servers: readonly ConfiguredServer[]; readonly unreadable: readonly UnreadableConfig[] }> {
  const servers: ConfiguredServer[] = [];
  const unreadable: UnreadableConfig[] = [];
  for (const config of configFiles(places)) {
    const { client, file, maps } = config;
    const value = await readSettings(file);
    if (value === null) continue;
    if (typeof value === 'string') unreadable.push({ client, file, why: value });
    else servers.push(...maps(value.settings).flatMap((map) => serversIn(map, config, places)));
  }
  return { servers, unreadable };
}

interface ConfigFile {
  readonly client: string;
  readonly file: string;
  /** Where in the settings servers stand by their names. */
  readonly maps: (settings: JsonValue) => readonly (JsonValue | undefined)[];
}

const under =
  (...path: readonly string[]): ConfigFile['maps'] =>
  (settings) => [path.reduce<JsonValue | undefined>((value, key) => member(value, key), settings)];

/** Claude Code keeps the servers of each project that the user has opened in the user's own file. */
const claudeCode: ConfigFile['maps'] = (settings) => {
  const projects = member(settings, 'projects');
  const own = isObject(projects) ? Object.values(projects).map((project) => member(project, 'mcpServers')) : [];
  return [member(settings, 'mcpServers'), ...own];
};

function configFiles({ platform, home, appData }: ClientPlaces): readonly ConfigFile[] {
  const roaming = appData ?? join(home, 'AppData/Roaming');
  const application =
    platform === 'win32'
      ? roaming
      : platform === 'darwin'
        ? join(home, 'Library/Application Support')
        : join(home, '.config');
  const at = (folder: string, ...path: readonly string[]): string => join(folder, ...path);
  const cline = 'Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json';
  const servers = under('mcpServers');
  return [
    { client: 'Claude Desktop', file: at(application, 'Claude', 'claude_desktop_config.json'), maps: servers },
    { client: 'Claude Code', file: at(home, '.claude.json'), maps: claudeCode },
    { client: 'Cursor', file: at(home, '.cursor', 'mcp.json'), maps: servers },
    { client: 'VS Code', file: at(application, 'Code', 'User', 'mcp.json'), maps: under('servers') },
    { client: 'VS Code', file: at(application, 'Code', 'User', 'settings.json'), maps: under('mcp', 'servers') },
    { client: 'Windsurf', file: at(home, '.codeium', 'windsurf', 'mcp_config.json'), maps: servers },
    { client: 'Cline', file: at(application, cline), maps: servers },
    { client: 'Gemini CLI', file: at(home, '.gemini', 'settings.json'), maps: servers },
    { client: 'Kiro', file: at(home, '.kiro', 'settings', 'mcp.json'), maps: servers },
  ];
}

/** Null where there is no such file, a text where it cannot be read. */
async function readSettings(file: string): Promise<{ readonly settings: JsonValue } | string | null> {
  try {
    const text = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
    return { settings: JSON.parse(plainJson(text)) as JsonValue };
  } catch (error) {
    if (error instanceof SyntaxError) return 'it is not JSON';
    const code = error instanceof Error && 'code' in error ? error.code : null;
    return code === 'ENOENT' || code === 'ENOTDIR' ? null : error instanceof Error ? error.message : String(error);
  }
}

function serversIn(
  map: JsonValue | undefined,
  { client, file }: ConfigFile,
  { env }: ClientPlaces,
): readonly ConfiguredServer[] {
  if (!isObject(map)) return [];
  return Object.entries(map).map(([given, entry]) => {
    // Names that policies cannot hold become ones that they can.
    const plain = given
      .replace(/[^\w.-]+/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 64);
    return { name: isGivenName(plain) ? plain : 'server', client, file, start: startOf(entry, env) };
  });
}

type Start = ConfiguredServer['start'];

function startOf(entry: JsonValue, env: ClientPlaces['env']): Start {
  if (!isObject(entry)) return { kind: 'unusable', why: 'it is no map of settings' };
  const unset = unsetIn(entry, env);
  if (unset !== null) return { kind: 'unusable', why: `it refers to \`${unset}\`, which is not known here` };
  if (typeof member(entry, 'cwd') === 'string') return { kind: 'unusable', why: 'it runs in a folder of its own' };
  const text = (value: string): string => expanded(value, env);
  const command = member(entry, 'command');
  const url = member(entry, 'url') ?? member(entry, 'serverUrl') ?? member(entry, 'httpUrl');
  if (typeof command === 'string') {
    return startOfCommand([command, ...texts(member(entry, 'args'))].map(text), pairs(entry, 'env', text));
  }
  if (typeof url === 'string') return { kind: 'url', url: text(url), headers: pairs(entry, 'headers', text) };
  return { kind: 'unusable', why: 'it has neither a command nor a URL' };
}

/** `${NAME}`, `${env:NAME}`; what else clients write so (`${input:key}`, `${workspaceFolder}`) only they know. */
const REFERENCE = /\$\{(?:env:)?([^}]*)\}/g;

function unsetIn(entry: JsonObject, env: ClientPlaces['env']): string | null {
  const references = [...JSON.stringify(entry).matchAll(REFERENCE)];
  return references.find(([, name = '']) => env[name] === undefined)?.[0].slice(0, 60) ?? null;
}

function expanded(text: string, env: ClientPlaces['env']): string {
  return text.replace(REFERENCE, (_, name: string) => env[name] ?? '');
}

/** A server that runs behind Leash already is the one behind the dashes. */
function startOfCommand(words: readonly string[], env: Readonly<Record<string, string>>): Start {
  const dashes = words.indexOf('--');
  const isWrapped = words
    .slice(0, Math.max(dashes, 0))
    .some((word) => /(?:^|[\\/])leash-mcp(?:\.\w+)?(?:@[\w.-]+)?$/.test(word));
  const [command = '', ...args] = isWrapped ? words.slice(dashes + 1) : words;
  return { kind: 'command', command, args, env };
}

function texts(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function pairs(entry: JsonObject, key: string, text: (value: string) => string): Readonly<Record<string, string>> {
  const value = member(entry, key);
  const found = isObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(found.flatMap(([name, each]) => (typeof each === 'string' ? [[name, text(each)]] : [])));
}
