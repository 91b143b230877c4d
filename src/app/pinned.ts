import type { Home } from '../edge/home.ts';
import { pinStore, readAllPins } from '../edge/pinStore.ts';
import { didYouMean } from '../authz/suggest.ts';
import { LeashError } from '../errors.ts';
import type { Pin, PinFile, ServerPins, Waiting } from '../pins/pin.ts';

/** A server of the home in a list. */
export interface PinnedRow {
  /** The name that policies know it by; the file's path where it cannot be read. */
  readonly server: string;
  readonly started: string;
  readonly trusted: boolean;
  readonly tools: number;
  readonly waiting: number;
  /** When it was seen first, in ms since the epoch; null where that is not known. */
  readonly since: number | null;
  /** Why its pins cannot be read; null where they can. */
  readonly problem: string | null;
}

/** All servers that have ever run, or been scanned and kept, in this home; a row for each way in which one was started. */
export async function listPinned(home: Home): Promise<readonly PinnedRow[]> {
  const all = await readAllPins(home);
  return all.flatMap((each): readonly PinnedRow[] => {
    if (each.kind === 'unreadable') {
      const { path, why } = each;
      return [{ server: path, started: '', trusted: false, tools: 0, waiting: 0, since: null, problem: why }];
    }
    return each.file.identities.map((identity) => rowOf(each.file.server, identity));
  });
}

/** The pins of one server. Throws `ERR_USAGE` for a name that has none, `ERR_PINS_INVALID` where they cannot be read. */
export async function pinnedServer(home: Home, server: string): Promise<PinFile> {
  const file = await pinStore(home, server).read();
  if (file !== null) return file;
  const known = (await readAllPins(home)).flatMap((each) => (each.kind === 'pins' ? [each.file.server] : []));
  const hint = didYouMean(server, known) || '; `leash pins list` shows those that are known';
  throw new LeashError('ERR_USAGE', `nothing is known of a server \`${server}\`${hint}`);
}

/** What of a server bears this name, pinned or waiting. Throws `ERR_USAGE` where nothing does. */
export function named<T extends Pin | Waiting>(all: readonly T[], tool: string | null): readonly T[] {
  if (tool === null) return all;
  const key = tool.normalize('NFC');
  return all.filter(({ kind, name }) => kind === 'tool' && name.normalize('NFC') === key);
}

/** What is wrong with the name of a tool that nothing bears. */
export function noSuchTool({ server, identities }: PinFile, tool: string): LeashError {
  const names = identities.flatMap(({ pins, waiting }) => [...pins, ...waiting]).map(({ name }) => name);
  return new LeashError('ERR_USAGE', `\`${server}\` has no tool \`${tool}\`${didYouMean(tool, names)}`);
}

function rowOf(server: string, { label, trusted, pins, waiting, firstSeen }: ServerPins): PinnedRow {
  const tools = pins.filter(({ kind }) => kind === 'tool').length;
  return { server, started: label, trusted, tools, waiting: waiting.length, since: firstSeen, problem: null };
}
