import { LeashError } from '../errors.ts';
import type { JsonValue } from '../jsonrpc/message.ts';
import {
  entryOf,
  nodeAt,
  plainOf,
  type ConfigEntry,
  type ConfigFormat,
  type ConfigMap,
  type ConfigNode,
  type ReadConfig,
} from './tree.ts';
import { keyText, written } from './written.ts';

/** One entry of a map that is to be otherwise. */
export interface Change {
  readonly key: string;
  /** Undefined takes the entry away. */
  readonly value: JsonValue | undefined;
  /** The entry whose place it takes; it goes by another key then. */
  readonly replaces?: string;
  /** The entry that a new one goes behind; else it goes behind the first. */
  readonly behind?: string;
}

/** Where to change what, in which text. */
export interface EditRequest {
  readonly text: string;
  readonly format: ConfigFormat;
  readonly read: ReadConfig;
  /** The map whose entries change. */
  readonly path: readonly string[];
  readonly changes: readonly Change[];
}

/** A text with a stretch of it changed: `before` stood at `start` where `after` stands now; all else is as it was. */
export interface Edited {
  readonly text: string;
  readonly start: number;
  readonly before: string;
  readonly after: string;
}

/**
 * Changes entries of one map, and touches no byte besides: comments, order, spaces and line ends stay. Throws
 * `ERR_CLIENT_CONFIG` where that cannot be done for certain; the result has been read again and compared.
 */
export function editEntries({ text, format, read, path, changes }: EditRequest): Edited {
  let now = text;
  let start = text.length;
  let behind = text.length;
  for (const change of changes) {
    const map = mapAt(now, read, path);
    const splice = spliceOf({ text: now, format, map, path, change });
    if (splice === null) continue;
    const { from, to, put } = splice;
    start = Math.min(start, from);
    behind = Math.min(behind, now.length - to);
    now = now.slice(0, from) + put + now.slice(to);
  }
  assertOnly({ text, format, read, path, changes }, now);
  if (now === text) return { text, start: 0, before: '', after: '' };
  return {
    text: now,
    start,
    before: text.slice(start, text.length - behind),
    after: now.slice(start, now.length - behind),
  };
}

/** What undoes changes, as values: the same entries as they were before. */
export function undoing(map: ConfigMap, changes: readonly Change[]): readonly Change[] {
  return changes.toReversed().map(({ key, replaces }) => {
    const before = entryOf(map, replaces ?? key);
    const value = before === undefined ? undefined : plainOf(before.value);
    return replaces === undefined ? { key, value } : { key: replaces, value, replaces: key };
  });
}

function rootOf(text: string, read: ReadConfig): ConfigNode {
  const reading = read(text);
  if (reading.kind === 'tree') return reading.root;
  throw unsure(`line ${reading.line} would not be read: ${reading.message}`);
}

function mapAt(text: string, read: ReadConfig, path: readonly string[]): ConfigMap {
  const node = nodeAt(rootOf(text, read), path);
  if (node?.kind === 'map') return node;
  throw unsure('it is no map of settings');
}

function unsure(why: string): LeashError {
  return new LeashError('ERR_CLIENT_CONFIG', `it cannot be changed without touching more than it: ${why}`);
}

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly put: string;
}

interface Place {
  readonly text: string;
  readonly format: ConfigFormat;
  readonly map: ConfigMap;
  readonly path: readonly string[];
  readonly change: Change;
}

function spliceOf(place: Place): Splice | null {
  const { map, change } = place;
  const known = entryOf(map, change.replaces ?? change.key);
  if (change.replaces !== undefined && entryOf(map, change.key) !== undefined)
    throw unsure('a key would be there twice');
  if (known === undefined) return change.value === undefined ? null : inserted(place, change.value);
  if (known.form === 'spread') throw unsure(`\`${known.key}\` stands in more than one place`);
  if (change.value === undefined) return removed(place, known);
  if (known.form === 'section') return section(place, known, change.value);
  return replaced(place, known, change.value);
}

/** A new value in the place of the old one, laid out like it: on one line, or an element a line. */
function replaced(place: Place, entry: ConfigEntry, value: JsonValue): Splice {
  const { text, format, map, change } = place;
  const { start, end } = entry.value;
  const put = written(value, { format, eol: eolOf(text), ...linesOf(text, entry) });
  const gap = gapOf(text, entry);
  // A list of YAML in lines of its own begins on the line below its key; one in brackets goes behind the key.
  const isBelow = format === 'yaml' && map.layout === 'lines' && (/[\r\n]/.test(gap) || start === end);
  if (change.replaces === undefined && !isBelow) return { from: start, to: end, put };
  const key =
    change.replaces === undefined ? text.slice(entry.keyStart, entry.keyEnd) : keyLike(place, entry, change.key);
  return { from: entry.keyStart, to: Math.max(end, entry.keyEnd + 1), put: `${key}${isBelow ? ': ' : gap}${put}` };
}

/** The key in the words of its neighbour: `a.b.old` becomes `a.b.new`. */
function keyLike({ text, format, map }: Place, entry: ConfigEntry, key: string): string {
  return prefixOf(text, entry, format) + keyText(key, format, map.layout);
}

/** What stands before the last name of a dotted key. */
function prefixOf(text: string, entry: ConfigEntry, format: ConfigFormat): string {
  if (format !== 'toml') return '';
  const raw = text.slice(entry.keyStart, entry.keyEnd);
  const [last = raw] = /(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w-]+)$/.exec(raw) ?? [];
  return raw.slice(0, raw.length - last.length);
}

/** How the elements of a value are laid out now; a value that is new goes on one line. */
function linesOf(text: string, { value }: ConfigEntry): { readonly inner: string | null; readonly outer: string } {
  const [first] =
    value.kind === 'list'
      ? value.items.map((item) => item.start)
      : value.kind === 'map'
        ? value.entries.map((entry) => entry.keyStart)
        : [];
  const opening = text.slice(value.start, first);
  if (first === undefined || !/^[[{][ \t]*(?:\r\n|\n)/.test(opening)) return { inner: null, outer: '' };
  return { inner: indentAt(text, first), outer: indentAt(text, value.end - 1) };
}

/** The blanks that the line of an offset begins with. */
function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** A line end as the text has it already. */
function eolOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

/** A table with a head of its own, under another name or with other lines. */
function section({ text, format, path, change }: Place, entry: ConfigEntry, value: JsonValue): Splice {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw unsure(`\`${entry.key}\` is a table of its own`);
  const eol = eolOf(text);
  const head = [...path, change.key].map((key) => keyText(key, format, 'lines')).join('.');
  const lines = Object.entries(value).map(
    ([key, each]) => `${keyText(key, format, 'lines')} = ${written(each, { format, inner: null, outer: '', eol })}`,
  );
  return { from: entry.keyStart, to: entry.value.end, put: [`[${head}]`, ...lines].join(eol) };
}

/** A new entry behind its neighbour. */
function inserted(place: Place, value: JsonValue): Splice {
  const { text, format, map, change } = place;
  const pairs = map.entries.filter(({ form }) => form === 'pair');
  const anchor = pairs.find(({ key }) => key === change.behind) ?? pairs[0];
  if (anchor === undefined) throw unsure('there is nothing in it to put more beside');
  const eol = eolOf(text);
  const put = written(value, { format, inner: null, outer: '', eol });
  const member = `${keyLike(place, anchor, change.key)}${assignLike(place, anchor)}${put}`;
  const { end } = anchor.value;
  if (map.layout === 'braces') return { from: end, to: end, put: `,${gapBefore(text, map, anchor)}${member}` };
  // Behind a comment on the same line, which stays with what it is about.
  const line = end + (/[^\r\n]*/.exec(text.slice(end))?.[0].length ?? 0);
  return { from: line, to: line, put: `${eol}${indentOf(text, anchor)}${member}` };
}

/** What stands between a key and its value. */
function assignLike({ text, format, map }: Place, anchor: ConfigEntry): string {
  if (format === 'toml') return ' = ';
  const gap = gapOf(text, anchor);
  return map.layout === 'braces' && /^\s*:[ \t]*$/.test(gap) ? gap : ': ';
}

function gapOf(text: string, { keyEnd, value }: ConfigEntry): string {
  return text.slice(keyEnd, value.start);
}

function gapBefore(text: string, map: ConfigMap, anchor: ConfigEntry): string {
  const between = text.slice(map.start + 1, map.entries[0]?.keyStart ?? anchor.keyStart);
  return /[\r\n]/.test(between) ? `${eolOf(text)}${indentAt(text, map.entries[0]?.keyStart ?? anchor.keyStart)}` : ' ';
}

/** As far in as its neighbour, which may stand behind a dash: `- key: value`. */
function indentOf(text: string, { keyStart }: ConfigEntry): string {
  const line = text.slice(text.lastIndexOf('\n', keyStart - 1) + 1, keyStart);
  return line.replace(/[^\t]/g, ' ').replace(/^\uFEFF/, '');
}

/** An entry with what parts it from its neighbours. */
function removed({ text, map }: Place, entry: ConfigEntry): Splice {
  const { keyStart, value } = entry;
  const at = map.entries.indexOf(entry);
  const [before, next] = [map.entries[at - 1], map.entries[at + 1]];
  if (map.layout === 'braces') {
    if (before !== undefined) return { from: before.value.end, to: value.end, put: '' };
    return { from: keyStart, to: next?.keyStart ?? endOfEntry(text, value.end), put: '' };
  }
  const from = text.lastIndexOf('\n', keyStart - 1) + 1;
  const rest = /^[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|$)/.exec(text.slice(value.end));
  if (rest === null || text.slice(from, keyStart).trim() !== '') throw unsure(`\`${entry.key}\` shares its line`);
  return { from, to: value.end + rest[0].length, put: '' };
}

/** The end of the only entry, with a comma that trails it. */
function endOfEntry(text: string, end: number): number {
  return end + (/^\s*,/.exec(text.slice(end))?.[0].length ?? 0);
}

/** INVARIANT: nothing but the entries that were to change has another value than before. */
function assertOnly({ text, read, path, changes }: EditRequest, now: string): void {
  const want = changes.reduce((value, change) => withChange(value, change), plainOf(mapAt(text, read, path)));
  const rest = (from: string): string => sorted(withoutAt(plainOf(rootOf(from, read)), path));
  if (sorted(plainOf(mapAt(now, read, path))) !== sorted(want) || rest(now) !== rest(text)) {
    throw unsure('it would not be read back to the same');
  }
}

function withChange(value: JsonValue, { key, value: next, replaces }: Change): JsonValue {
  const kept = entriesOf(value).filter(([each]) => each !== key && each !== replaces);
  return Object.fromEntries(next === undefined ? kept : [...kept, [key, next]]);
}

function withoutAt(value: JsonValue, [key, ...path]: readonly string[]): JsonValue {
  if (key === undefined) return null;
  return Object.fromEntries(
    entriesOf(value).map(([each, inner]) => [each, each === key ? withoutAt(inner, path) : inner]),
  );
}

function entriesOf(value: JsonValue): readonly [string, JsonValue][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
}

/** A text that is the same for the same value, whatever the order of its keys. */
function sorted(value: JsonValue): string {
  return JSON.stringify(value, (_, inner: JsonValue) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(
          entriesOf(inner)
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, each]) => [`=${key}`, each]),
        )
      : inner,
  );
}
