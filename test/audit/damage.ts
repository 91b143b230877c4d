import { signCheckpoint } from '../../src/audit/checkpoint.ts';
import { EMPTY_FRONTIER, appendLeaf, hashEntry, rootOf } from '../../src/audit/merkle.ts';
import type { NoteSigner } from '../../src/audit/note.ts';
import { parseEntry } from '../../src/audit/parseEntry.ts';
import type { EntryRow } from '../../src/audit/row.ts';
import { columnsOf } from '../../src/audit/sealedEntry.ts';

/** What somebody with write access to the database, but without a key, can do to its rows. */
export type Damage = (rows: readonly EntryRow[]) => EntryRow[];

/** Changes the row at an index. */
export function change(index: number, changed: (row: EntryRow) => Partial<EntryRow>): Damage {
  return (rows) => rows.map((row, at) => (at === index ? { ...row, ...changed(row) } : row));
}

/** Changes a text in an entry's bytes; fails when there is nothing to change. */
export function editBytes(index: number, from: string, to: string): Damage {
  return change(index, ({ bytes }) => {
    const edited = bytes.replace(from, to);
    if (edited === bytes) throw new Error(`entry ${index} does not hold ${from}`);
    return { bytes: edited };
  });
}

/** Makes the leaf hash beside an entry fit its bytes. */
export function fitLeaf(index: number): Damage {
  return change(index, ({ bytes, nodes }) => {
    const fitted = Uint8Array.from(nodes);
    fitted.set(hashEntry(bytes).leaf);
    return { nodes: fitted };
  });
}

/** Removes rows, without a trace in the `seq` column if asked to renumber. */
export function remove(from: number, to: number, { renumber = false } = {}): Damage {
  return (rows) => {
    const kept = rows.filter((_, index) => index < from || index > to);
    return renumber ? renumbered(kept) : kept;
  };
}

/** Puts a row in at an index, moving up those behind it. */
export function insert(index: number, made: (rows: readonly EntryRow[]) => EntryRow): Damage {
  return (rows) => renumbered(rows.toSpliced(index, 0, made(rows)));
}

/** Moves the rows `from`..`to` behind the row `after`, and renumbers. */
export function move(from: number, to: number, after: number): Damage {
  return (rows) => {
    const moved = rows.slice(from, to + 1);
    const rest = rows.toSpliced(from, moved.length);
    const before = rest.findIndex((row) => row === rows[after]) + 1;
    return renumbered(rest.toSpliced(before, 0, ...moved));
  };
}

/** Exchanges some members of two rows; without `seq` they look to be in order. */
export function exchange(one: number, other: number, members: readonly string[]): Damage {
  return (rows) => {
    const pick = (index: number): Partial<EntryRow> =>
      Object.fromEntries(Object.entries(rows[index] ?? {}).filter(([member]) => members.includes(member)));
    const [ofOne, ofOther] = [pick(one), pick(other)];
    return all(
      change(one, () => ofOther),
      change(other, () => ofOne),
    )(rows);
  };
}

/** Several damages, one after the other. */
export function all(...damages: readonly Damage[]): Damage {
  return (rows) => damages.reduce((at, damage) => damage(at), [...rows]);
}

/** Rows as a reader gets them after numbers were changed. */
export const sortedBySeq: Damage = (rows) => rows.toSorted((one, other) => one.seq - other.seq);

/** An entry made to follow the one at `index` in every way that needs no key, under a position of its own. */
export function forged(rows: readonly EntryRow[], index: number, position: number): EntryRow {
  const model = rows[index];
  if (model === undefined) throw new Error(`no row ${index}`);
  const bytes = model.bytes
    .replace(/"prev_hash":"\w+"/, `"prev_hash":"${hashEntry(model.bytes).hash}"`)
    .replace(/"note":"\w+"/, '"note":null')
    .replace(/"seq":\d+,"server"/, `"seq":${position},"server"`);
  return { ...model, bytes, nodes: hashEntry(bytes).leaf, note: null };
}

function renumbered(rows: readonly EntryRow[]): EntryRow[] {
  return rows.map((row, seq) => ({ ...row, seq }));
}

/** Makes hashes, columns and checkpoints fit the bytes again, as only who holds the key can. */
export function resigned(signer: NoteSigner): Damage {
  return (rows) => {
    let frontier = EMPTY_FRONTIER;
    return rows.map((row) => {
      const appended = appendLeaf(frontier, hashEntry(row.bytes).leaf);
      ({ frontier } = appended);
      const note = row.note === null ? null : signCheckpoint({ size: frontier.size, root: rootOf(frontier) }, signer);
      const entry = parseEntry(row.bytes);
      return { ...row, ...(entry === null ? {} : columnsOf(entry)), nodes: appended.nodes, note };
    });
  };
}
