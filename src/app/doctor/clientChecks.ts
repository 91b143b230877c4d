import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { launchOption } from '../../clients/launch.ts';
import type { FoundFile, FoundServer, UnreadableFile } from '../clientFound.ts';
import { fail, ok, warn, type Check } from './check.ts';

export interface ClientChecks {
  readonly files: readonly FoundFile[];
  readonly unreadable: readonly UnreadableFile[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Looks at each client's settings: which servers run behind Leash, and whether what is to start Leash is there. */
export function clientChecks({ files, unreadable, env }: ClientChecks): readonly Check[] {
  const broken = unreadable.map(({ client, path, why }) =>
    fail(client.title, `${path}: ${why}`, 'put the file right, or take it away'),
  );
  const found = files.flatMap((file) => [
    ...coverage(file),
    ...file.servers.flatMap((server) => launcher(file, server, env)),
  ]);
  if (broken.length + found.length > 0) return [...broken, ...found];
  return [
    warn(
      'clients',
      'none is set up with a server, as far as their settings are known',
      'set one up, then run `leash wrap`',
    ),
  ];
}

function coverage({ client, servers }: FoundFile): readonly Check[] {
  if (servers.length === 0) return [];
  const bare = servers.filter(({ entry }) => entry.kind === 'command' || entry.kind === 'url');
  const wrapped = servers.filter(({ entry }) => entry.kind === 'wrapped');
  if (bare.length === 0) return [ok(client.title, `${wrapped.length} of ${servers.length} servers behind Leash`)];
  const names = bare.map(({ key }) => key).join(', ');
  return [warn(client.title, `not behind Leash: ${names}`, `run \`leash wrap ${client.id}\``)];
}

function launcher({ client }: FoundFile, { key, entry }: FoundServer, env: ClientChecks['env']): readonly Check[] {
  if (entry.kind !== 'wrapped') return [];
  const what = `${client.title} ${key}`;
  const again = `run \`leash unwrap ${client.id}\`, then \`leash wrap ${client.id}\``;
  const [program = '', ...words] = entry.launch.program;
  const home = launchOption(entry.launch, '--home');
  const gone = [program, ...words, ...(home === null ? [] : [home])].filter(
    (word) => isAbsolute(word) && !existsSync(word),
  );
  const problems = gone.map((word) => fail(what, `${word} is not there any more`, again));
  if (!isAbsolute(program)) {
    problems.push(
      isInPath(program, env)
        ? warn(
            what,
            `it is started by \`${program}\`, which a client with windows may not find`,
            `${again}, for absolute paths`,
          )
        : fail(what, `\`${program}\` is not in the PATH`, `${again}, or install it`),
    );
  }
  return problems;
}

function isInPath(program: string, env: ClientChecks['env']): boolean {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.some((folder) => endings.some((ending) => isExecutable(join(folder, program + ending))));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
