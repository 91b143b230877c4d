import { editEntries, undoing } from '../clients/edits.ts';
import { nodeAt, type ConfigMap } from '../clients/tree.ts';
import { wrapEntry } from '../clients/wrapping.ts';
import { textDigest, writeClientText } from '../edge/clientFiles.ts';
import { prepareHome, type Home } from '../edge/home.ts';
import { dropWrapRecord, keepWrapRecord, type WrapRecord } from '../edge/wrapRecords.ts';
import { LeashError } from '../errors.ts';
import type { FoundFile, FoundServer } from './clientFound.ts';

/** What becomes of one server. */
export interface ServerPlan {
  readonly key: string;
  readonly name: string;
  readonly path: readonly string[];
  /** `left`: it is not touched, and `why` says the reason. */
  readonly outcome: 'changed' | 'same' | 'left';
  readonly why: string | null;
}

/** What becomes of a file; nothing is written yet. */
export interface FilePlan {
  readonly found: FoundFile;
  readonly text: string;
  readonly servers: readonly ServerPlan[];
  /** The ways back that are kept once it is written, and those that are gone then. */
  readonly keep: readonly WrapRecord[];
  readonly drop: readonly WrapRecord[];
}

export interface WrapOptions {
  /** The words that start `leash-mcp`. */
  readonly program: readonly string[];
  /** Options for it, besides the names. */
  readonly options: readonly string[];
  /** Which servers. */
  readonly isMeant: (server: FoundServer) => boolean;
}

/** Says how a file of settings has to change so that the servers that are meant run behind Leash. */
export function planWrap(found: FoundFile, { program, options, isMeant }: WrapOptions): FilePlan {
  const servers: ServerPlan[] = [];
  const records: Omit<WrapRecord, 'fileAfter'>[] = [];
  let { text } = found.file;
  for (const server of found.servers.filter(isMeant)) {
    const agent = found.client.id;
    const launcher = { program, options, name: server.name, agent };
    const wrapping = wrapEntry(server.value, found.client.shape, launcher);
    const plan = { key: server.key, name: server.name, path: server.path };
    if (wrapping.kind === 'wrapped') servers.push({ ...plan, outcome: 'same', why: null });
    else if (wrapping.kind === 'left') servers.push({ ...plan, outcome: 'left', why: wrapping.why });
    else {
      try {
        const path = [...server.path, ...wrapping.below];
        const made = recordOf(found, text, path, wrapping.changes);
        records.push(made.record);
        text = made.text;
        servers.push({ ...plan, outcome: 'changed', why: wrapping.note });
      } catch (error) {
        if (!(error instanceof LeashError)) throw error;
        servers.push({ ...plan, outcome: 'left', why: error.message });
      }
    }
  }
  const fileAfter = textDigest(text);
  return { found, text, servers, keep: records.map((record) => ({ ...record, fileAfter })), drop: [] };
}

function recordOf(
  { client, file, format, read }: FoundFile,
  text: string,
  path: readonly string[],
  changes: Parameters<typeof undoing>[1],
): { readonly text: string; readonly record: Omit<WrapRecord, 'fileAfter'> } {
  const old = mapIn(read(text), path);
  const edited = editEntries({ text, format, read, path, changes });
  const record = {
    client: client.id,
    file: file.target,
    path,
    offset: edited.start - mapIn(read(edited.text), path).start,
    before: edited.before,
    after: edited.after,
    became: changes,
    undo: undoing(old, changes),
    fileBefore: textDigest(file.text),
  };
  return { text: edited.text, record };
}

function mapIn(reading: ReturnType<FoundFile['read']>, path: readonly string[]): ConfigMap {
  const node = reading.kind === 'tree' ? nodeAt(reading.root, path) : undefined;
  if (node?.kind === 'map') return node;
  throw new LeashError('ERR_CLIENT_CONFIG', 'it is no map of settings');
}

/**
 * Writes what was planned; the way back is on disk before the file is touched. Says where the old text is kept. Throws
 * `ERR_CLIENT_CONFIG` where the file has changed meanwhile.
 */
export async function applyPlan(home: Home, { found, text, keep, drop }: FilePlan, at: Date): Promise<string> {
  prepareHome(home);
  for (const record of keep) await keepWrapRecord(home, record);
  try {
    const backup = await writeClientText(found.file, text, at);
    for (const record of drop) await dropWrapRecord(home, record);
    return backup;
  } catch (error) {
    for (const record of keep) await dropWrapRecord(home, record);
    throw error;
  }
}
