import { editEntries, type Change } from '../clients/edits.ts';
import { entryOf, nodeAt, plainOf, type ConfigMap } from '../clients/tree.ts';
import { CLIENTS } from '../clients/table.ts';
import { textDigest } from '../edge/clientFiles.ts';
import type { Home } from '../edge/home.ts';
import { readWrapRecords, type WrapRecord } from '../edge/wrapRecords.ts';
import { LeashError } from '../errors.ts';
import type { JsonValue } from '../jsonrpc/message.ts';
import type { ChosenFiles, ClientChoice } from './clientChoice.ts';
import { openClientFile, type FoundFile, type FoundServer } from './clientFound.ts';
import type { FilePlan, ServerPlan } from './wrap.ts';

/**
 * Says how every file that is meant has to change; where no scope is named, those of other projects that were wrapped from
 * this home too.
 */
export async function planUnwraps(
  home: Home,
  { files, isMeant }: ChosenFiles,
  { scope, client, force }: Pick<ClientChoice, 'scope' | 'client'> & { readonly force: boolean },
): Promise<readonly FilePlan[]> {
  const records = await readWrapRecords(home);
  const isAll = scope === null && client === null;
  const more = isAll ? await filesOfRecords(records, files) : [];
  return [...files, ...more].map((found) => planUnwrap(found, { records, isMeant, force }));
}

interface UnwrapOptions {
  readonly records: readonly WrapRecord[];
  readonly isMeant: (server: FoundServer) => boolean;
  /** Take the way back also where the entry was changed since. */
  readonly force: boolean;
}

/**
 * Says how a file has to change so that its servers run without Leash: byte for byte what stood there, where only Leash
 * changed the entry.
 */
function planUnwrap(found: FoundFile, { records, isMeant, force }: UnwrapOptions): FilePlan {
  const servers: ServerPlan[] = [];
  const drop: WrapRecord[] = [];
  let { text } = found.file;
  for (const server of found.servers.filter(isMeant)) {
    const plan = { key: server.key, name: server.name, path: server.path };
    if (server.entry.kind !== 'wrapped') {
      servers.push({ ...plan, outcome: 'same', why: null });
      continue;
    }
    try {
      const record = records.find(({ file, path }) => file === found.file.target && isBelow(path, server.path));
      const undone = record === undefined ? rebuilt(found, text, server) : restored(found, text, record, force);
      text = undone.text;
      if (record !== undefined) drop.push(record);
      servers.push({ ...plan, outcome: 'changed', why: undone.note });
    } catch (error) {
      if (!(error instanceof LeashError)) throw error;
      servers.push({ ...plan, outcome: 'left', why: error.message });
    }
  }
  return { found, text, servers, keep: [], drop };
}

/** The files of other projects that were wrapped and are not among those that were found. */
async function filesOfRecords(
  records: readonly WrapRecord[],
  found: readonly FoundFile[],
): Promise<readonly FoundFile[]> {
  const known = new Set(found.map(({ file }) => file.target));
  const files: FoundFile[] = [];
  for (const { client: id, file: path } of records) {
    if (known.has(path)) continue;
    known.add(path);
    const client = CLIENTS.find((each) => each.id === id);
    const where = client?.files.find((each) => fits(path, each.path) || fits(path, each.windowsPath ?? each.path));
    const opened = client === undefined || where === undefined ? null : await openClientFile(client, where, path);
    if (opened !== null && 'file' in opened) files.push(opened);
  }
  return files;
}

function fits(path: string, ending: string): boolean {
  return path.replaceAll('\\', '/').endsWith(`/${ending.split('/').at(-1) ?? ''}`);
}

function isBelow(path: readonly string[], above: readonly string[]): boolean {
  return above.every((key, at) => path[at] === key) && path.length <= above.length + 1;
}

interface Undone {
  readonly text: string;
  readonly note: string | null;
}

function restored(found: FoundFile, text: string, record: WrapRecord, force: boolean): Undone {
  const map = mapAt(found, text, record.path);
  const at = placeOf(text, map, record);
  if (at !== null) {
    const whole = text.slice(0, at) + record.before + text.slice(at + record.after.length);
    const reading = found.read(whole);
    if (reading.kind === 'tree') {
      return {
        text: whole,
        note: textDigest(whole) === record.fileBefore ? 'the file is byte for byte as it was' : null,
      };
    }
  }
  if (!force && !isAsWrapped(map, record.became)) {
    throw changed(
      'its words for Leash were changed since; look at it, and add --force to put back what was there before',
    );
  }
  const edited = edit(found, text, record.path, usable(map, record.undo));
  return { text: edited, note: 'its client has written it anew since: the values are back, their layout is not' };
}

/** Where the changed stretch is now: where it was, or the one place in the entry where it is. */
function placeOf(text: string, { start, end }: ConfigMap, { offset, after }: WrapRecord): number | null {
  if (after === '') return null;
  if (offset >= 0 && text.startsWith(after, start + offset)) return start + offset;
  const first = text.indexOf(after, start);
  const isInside = first >= 0 && first < end;
  return isInside && text.indexOf(after, first + 1) < 0 ? first : null;
}

function isAsWrapped(map: ConfigMap, changes: readonly Change[]): boolean {
  return changes.every(({ key, value }) => {
    const node = entryOf(map, key)?.value;
    return same(node === undefined ? undefined : plainOf(node), value);
  });
}

function same(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** An entry that is gone cannot give its place to another. */
function usable(map: ConfigMap, changes: readonly Change[]): readonly Change[] {
  return changes.map(({ key, value, replaces }) =>
    replaces !== undefined && entryOf(map, replaces) !== undefined ? { key, value, replaces } : { key, value },
  );
}

/** Without a way back, the words behind the dashes are what it was. */
function rebuilt(found: FoundFile, text: string, { path, value, entry }: FoundServer): Undone {
  const server = entry.kind === 'wrapped' ? entry.launch.server : null;
  const [command, ...args] = server ?? [];
  if (command === undefined) {
    throw changed('Leash has no record of what it was before; take the entry from a backup beside the file');
  }
  const { shape } = found.client;
  const isNested =
    typeof (typeof value === 'object' && value !== null && !Array.isArray(value) ? value[shape.command] : null) ===
      'object' && shape.args !== null;
  const changes: readonly Change[] =
    shape.args === null
      ? [{ key: shape.command, value: [command, ...args] }]
      : [
          { key: isNested ? 'path' : shape.command, value: command },
          { key: shape.args, value: args },
        ];
  const below = isNested ? [...path, shape.command] : path;
  return { text: edit(found, text, below, changes), note: 'put together from its words: Leash has no record of it' };
}

function edit({ format, read }: FoundFile, text: string, path: readonly string[], changes: readonly Change[]): string {
  return editEntries({ text, format, read, path, changes }).text;
}

function mapAt({ read }: FoundFile, text: string, path: readonly string[]): ConfigMap {
  const reading = read(text);
  const node = reading.kind === 'tree' ? nodeAt(reading.root, path) : undefined;
  if (node?.kind === 'map') return node;
  throw changed('it is no map of settings any more');
}

function changed(why: string): LeashError {
  return new LeashError('ERR_CLIENT_CONFIG', why);
}
