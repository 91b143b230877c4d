import { join } from 'node:path';
import { isGivenName } from '../authz/givenName.ts';
import { serverEntry, type ServerEntry } from '../clients/entry.ts';
import { CLIENTS, type Client, type ClientFile, type ConfigBase } from '../clients/table.ts';
import { nodeAt, plainOf, type ConfigFormat, type ConfigNode, type ReadConfig } from '../clients/tree.ts';
import { readClientText, type ClientText } from '../edge/clientFiles.ts';
import { userFolder } from '../edge/home.ts';
import { yamlTree } from '../edge/yamlSource.ts';
import type { JsonValue } from '../jsonrpc/message.ts';

/** Where clients keep their settings. */
export interface ClientPlaces {
  readonly platform: NodeJS.Platform;
  /** The user's own folder. */
  readonly home: string;
  /** `%APPDATA%` on Windows; null elsewhere. */
  readonly appData: string | null;
  /** What settings may refer to as `${NAME}` or `${env:NAME}`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder of the project whose settings count too; null where only the user's own do. */
  readonly project: string | null;
}

/** The places of whoever runs this. */
export function ownPlaces(env: NodeJS.ProcessEnv = process.env): ClientPlaces {
  return { platform: process.platform, home: userFolder(), appData: env['APPDATA'] ?? null, env, project: null };
}

/** A file of settings that is there. */
export interface FoundFile {
  readonly client: Client;
  readonly scope: ClientFile['scope'];
  readonly format: ConfigFormat;
  readonly read: ReadConfig;
  readonly file: ClientText;
  readonly root: ConfigNode;
  readonly servers: readonly FoundServer[];
}

/** A server in it. */
export interface FoundServer {
  /** As the client has it. */
  readonly key: string;
  /** What policies would call it. */
  readonly name: string;
  readonly path: readonly string[];
  readonly value: JsonValue;
  readonly entry: ServerEntry;
}

/** A file of settings that is there, and cannot be read. */
export interface UnreadableFile {
  readonly client: Client;
  readonly path: string;
  readonly why: string;
}

/** Reads every file of settings of every client: the user's own, and a project's where one is named. */
export async function findClients(
  places: ClientPlaces,
): Promise<{ readonly files: readonly FoundFile[]; readonly unreadable: readonly UnreadableFile[] }> {
  const files: FoundFile[] = [];
  const unreadable: UnreadableFile[] = [];
  for (const client of CLIENTS) {
    for (const where of client.files) {
      const path = pathOf(where, places);
      const found = path === null ? null : await openClientFile(client, where, path);
      if (found === null) continue;
      if ('why' in found) unreadable.push(found);
      else files.push(found);
    }
  }
  return { files, unreadable };
}

/** Reads one file of a client's settings; null where it is not there. */
export async function openClientFile(
  client: Client,
  { scope, format, servers }: ClientFile,
  path: string,
): Promise<FoundFile | UnreadableFile | null> {
  const file = await readClientText(path);
  if (file === null || 'why' in file) return file === null ? null : { client, path, why: file.why };
  // A client that has never been set up leaves an empty file.
  if (file.text.trim() === '') return null;
  const read = await readerOf(format);
  const reading = read(file.text);
  if (reading.kind === 'problem') {
    return { client, path, why: `${reading.line}:${reading.column}: ${reading.message}` };
  }
  const { root } = reading;
  return { client, scope, format, read, file, root, servers: serversIn(root, client, servers) };
}

/** The reader of a format; a library that is not wanted is not loaded. */
async function readerOf(format: ConfigFormat): Promise<ReadConfig> {
  switch (format) {
    case 'jsonc':
      return (await import('../clients/jsonTree.ts')).jsonTree;
    case 'toml':
      return (await import('../clients/tomlTree.ts')).tomlTree;
    case 'yaml':
      return yamlTree;
  }
}

function pathOf(file: ClientFile, places: ClientPlaces): string | null {
  const folder = baseOf(file.base, places);
  const path = places.platform === 'win32' ? (file.windowsPath ?? file.path) : file.path;
  return folder === null ? null : join(folder, ...path.split('/'));
}

function baseOf(base: ConfigBase, { platform, home, appData, env, project }: ClientPlaces): string | null {
  if (base === 'project') return project;
  if (home === '') return null;
  if (base === 'home') return home;
  if (base === 'codex') return env['CODEX_HOME'] || join(home, '.codex');
  if (platform === 'win32') return appData ?? join(home, 'AppData', 'Roaming');
  if (base === 'application' && platform === 'darwin') return join(home, 'Library', 'Application Support');
  return env['XDG_CONFIG_HOME'] || join(home, '.config');
}

function serversIn(root: ConfigNode, client: Client, maps: ClientFile['servers']): readonly FoundServer[] {
  const paths = maps.flatMap((pattern) => pathsIn(root, pattern));
  const inner = new Set(paths.map((path) => JSON.stringify(path)));
  const taken = new Map<string, number>();
  return paths.flatMap((path) => {
    const map = nodeAt(root, path);
    const entries = map?.kind === 'map' ? map.entries : [];
    return entries.flatMap(({ key, value: node }): readonly FoundServer[] => {
      const own = [...path, key];
      const value = plainOf(node);
      const entry = serverEntry(value, client.shape);
      // A map of servers is no server, where a client's releases keep them at two depths.
      if (entry.kind === 'builtin' || (entry.kind === 'other' && inner.has(JSON.stringify(own)))) return [];
      return [{ key, name: nameOf(key, taken), path: own, value, entry }];
    });
  });
}

/** The paths that a pattern stands for; `*` is every key there is. */
function pathsIn(root: ConfigNode, pattern: readonly string[]): readonly (readonly string[])[] {
  return pattern.reduce<readonly (readonly string[])[]>(
    (paths, step) =>
      paths.flatMap((path) => {
        if (step !== '*') return [[...path, step]];
        const map = nodeAt(root, path);
        return map?.kind === 'map' ? map.entries.map(({ key }) => [...path, key]) : [];
      }),
    [[]],
  );
}

/** A name that policies can hold, and no two servers of a file share unless they share their own. */
function nameOf(key: string, taken: Map<string, number>): string {
  const plain = key
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 60);
  const name = isGivenName(plain) ? plain : 'server';
  if (name === key) return name;
  const count = (taken.get(name) ?? 0) + 1;
  taken.set(name, count);
  return count === 1 ? name : `${name}-${count}`;
}
