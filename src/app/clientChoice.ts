import { didYouMean } from '../authz/suggest.ts';
import { CLIENTS } from '../clients/table.ts';
import { LeashError } from '../errors.ts';
import { findClients, ownPlaces, type FoundFile, type FoundServer, type UnreadableFile } from './clientFound.ts';

/** Which files and servers a command is about. */
export interface ClientChoice {
  /** Id or title of a client; null for all. */
  readonly client: string | null;
  /** A server as its client calls it, or as policies do; null for all. */
  readonly server: string | null;
  readonly scope: 'user' | 'project' | null;
}

/** What was chosen. */
export interface ChosenFiles {
  readonly files: readonly FoundFile[];
  readonly unreadable: readonly UnreadableFile[];
  readonly isMeant: (server: FoundServer) => boolean;
}

/**
 * Finds the settings that are meant: those of the user, unless those of the project are asked for. Throws `ERR_USAGE` for
 * a client that nobody knows, or a server that none of them has.
 */
export async function chooseClients(
  { client, server, scope }: ClientChoice,
  cwd = process.cwd(),
  env: NodeJS.ProcessEnv = process.env,
): Promise<ChosenFiles> {
  const id = client === null ? null : idOf(client);
  const { files, unreadable } = await findClients({ ...ownPlaces(env), project: scope === 'project' ? cwd : null });
  const chosen = files.filter((file) => (id === null || file.client.id === id) && file.scope === (scope ?? 'user'));
  const isMeant = ({ key, name }: FoundServer): boolean => server === null || key === server || name === server;
  if (server !== null && !chosen.some(({ servers }) => servers.some(isMeant))) {
    const names = chosen.flatMap(({ servers }) => servers.map(({ key }) => key));
    throw new LeashError('ERR_USAGE', `no server is called \`${server}\` there${didYouMean(server, names)}`);
  }
  return { files: chosen, unreadable: unreadable.filter((each) => id === null || each.client.id === id), isMeant };
}

function idOf(client: string): string {
  const wanted = client.toLowerCase();
  const found = CLIENTS.find(({ id, title }) => id === wanted || title.toLowerCase() === wanted);
  if (found !== undefined) return found.id;
  const ids = CLIENTS.map(({ id }) => id);
  const suggestion = didYouMean(wanted, ids);
  const rest = suggestion === '' ? `; expected one of ${ids.map((id) => `\`${id}\``).join(', ')}` : suggestion;
  throw new LeashError('ERR_USAGE', `no client is called \`${client}\`${rest}`);
}
