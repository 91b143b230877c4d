import { parse, parseDocument, type TomlDocument } from '@decimalturn/toml-patch';
import { textNestsDeeper } from '../jsonrpc/depth.ts';
import { DEEPEST, placeOf, type ConfigEntry, type ConfigNode, type ConfigReading } from './tree.ts';

/** Reads TOML 1.1 with the place of everything in it. Never throws. */
export function tomlTree(text: string): ConfigReading {
  if (textNestsDeeper(text, DEEPEST)) return { kind: 'problem', line: 1, column: 1, message: 'it nests too deep' };
  try {
    // The document alone takes a key that is there twice.
    parse(text);
    const shift = text.startsWith('\uFEFF') ? 1 : 0;
    const starts = lineStarts(text, shift);
    const offsetOf: OffsetOf = ({ line, column }) => (starts[line - 1] ?? text.length) + column;
    return { kind: 'tree', root: treeOf(text, parseDocument(text).cst, offsetOf) };
  } catch (error) {
    return problemOf(text, error);
  }
}

type Block = TomlDocument['cst'][number];
type Position = Block['loc']['start'];
type OffsetOf = (position: Position) => number;

/** Lines end in LF or CRLF; the library counts them without a byte order mark. */
function lineStarts(text: string, shift: number): readonly number[] {
  const starts = [shift];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function problemOf(text: string, error: unknown): ConfigReading {
  const place = error instanceof Error && 'line' in error && 'column' in error ? error : null;
  const [line, column] = [place?.line, place?.column];
  // Its first lines repeat the line of the file.
  const words = error instanceof Error ? (error.message.split('\n').at(-1) ?? '') : String(error);
  const message = `it is not TOML: ${words.charAt(0).toLowerCase()}${words.slice(1)}`;
  const isKnown = typeof line === 'number' && typeof column === 'number';
  return { kind: 'problem', ...(isKnown ? { line, column: column + 1 } : placeOf(text, 0)), message };
}

/** A table while its pieces are gathered: TOML lets it stand in several places. */
interface Growing {
  readonly kind: 'table';
  start: number;
  end: number;
  readonly entries: Map<string, { entry: Omit<ConfigEntry, 'value'>; value: Growing | Tables | ConfigNode }>;
}

/** The tables of `[[name]]`. */
interface Tables {
  readonly kind: 'tables';
  readonly items: Growing[];
}

function treeOf(text: string, blocks: readonly Block[], offsetOf: OffsetOf): ConfigNode {
  const root: Growing = { kind: 'table', start: 0, end: text.length, entries: new Map() };
  for (const block of blocks) {
    if ('equals' in block) addPair(root, block, offsetOf);
    else if ('items' in block) {
      const [start, end] = [offsetOf(block.loc.start), offsetOf(block.loc.end)];
      const path = block.key.item.value;
      const head = { keyStart: start, keyEnd: offsetOf(block.key.loc.end) };
      const open = text.startsWith('[[', start) ? nextTable : sectionAt;
      const table = open(root, path, head, end);
      for (const item of block.items) if ('equals' in item) addPair(table, item, offsetOf);
    }
  }
  return finished(root);
}

interface Head {
  readonly keyStart: number;
  readonly keyEnd: number;
}

/** The table that a head opens; one that stood elsewhere before is then spread over the file. */
function sectionAt(root: Growing, path: readonly string[], head: Head, end: number): Growing {
  const parent = descend(root, path.slice(0, -1), head, end);
  const key = path.at(-1) ?? '';
  const known = parent.entries.get(key);
  if (known?.value.kind === 'table') {
    known.entry = { ...known.entry, form: 'spread' };
    return widened(known.value, head.keyStart, end);
  }
  const table: Growing = { kind: 'table', start: head.keyStart, end, entries: new Map() };
  parent.entries.set(key, { entry: { key, ...head, form: 'section' }, value: table });
  return table;
}

function nextTable(root: Growing, path: readonly string[], head: Head, end: number): Growing {
  const parent = descend(root, path.slice(0, -1), head, end);
  const key = path.at(-1) ?? '';
  const table: Growing = { kind: 'table', start: head.keyStart, end, entries: new Map() };
  const known = parent.entries.get(key)?.value;
  if (known?.kind === 'tables') known.items.push(table);
  else {
    const value: Tables = { kind: 'tables', items: [table] };
    parent.entries.set(key, { entry: { key, ...head, form: 'spread' }, value });
  }
  return table;
}

/** The table below the names of a dotted key; made where it is not there yet, and as wide as all that lies in it. */
function descend(root: Growing, path: readonly string[], head: Head, end: number): Growing {
  let table = root;
  for (const key of path) {
    const known = table.entries.get(key);
    const inner = known?.value.kind === 'tables' ? known.value.items.at(-1) : known?.value;
    if (known !== undefined && inner?.kind === 'table') {
      // What a section holds besides its own lines stands apart from it, but for the sections that follow it.
      table = widened(inner, head.keyStart, end);
      continue;
    }
    const value: Growing = { kind: 'table', start: head.keyStart, end, entries: new Map() };
    table.entries.set(key, { entry: { key, ...head, form: 'spread' }, value });
    table = value;
  }
  return table;
}

function widened(table: Growing, start: number, end: number): Growing {
  table.start = Math.min(table.start, start);
  table.end = Math.max(table.end, end);
  return table;
}

type Pair = Extract<Block, { equals: number }>;

function addPair(table: Growing, pair: Pair, offsetOf: OffsetOf): void {
  const path = pair.key.value;
  const head = { keyStart: offsetOf(pair.key.loc.start), keyEnd: offsetOf(pair.key.loc.end) };
  const parent = descend(table, path.slice(0, -1), head, offsetOf(pair.loc.end));
  const key = path.at(-1) ?? '';
  parent.entries.set(key, { entry: { key, ...head, form: 'pair' }, value: nodeOf(pair.value, offsetOf) });
}

function nodeOf(value: Pair['value'], offsetOf: OffsetOf): ConfigNode {
  const [start, end] = [offsetOf(value.loc.start), offsetOf(value.loc.end)];
  if (!('items' in value)) return { kind: 'scalar', start, end, value: scalarOf(value) };
  const table: Growing = { kind: 'table', start, end, entries: new Map() };
  const items: ConfigNode[] = [];
  for (const { item } of value.items) {
    if ('equals' in item) addPair(table, item, offsetOf);
    // The library types the items of arrays as nodes of any kind; the grammar lets only values stand there.
    else items.push(nodeOf(item as Pair['value'], offsetOf));
  }
  const kind: string = value.type;
  return kind === 'InlineArray'
    ? { kind: 'list', start, end, items }
    : { ...finished(table), start, end, layout: 'braces' };
}

function scalarOf(value: Exclude<Pair['value'], { items: unknown }>): string | number | boolean {
  if (typeof value.value === 'object' || typeof value.value === 'bigint') return 'raw' in value ? value.raw : '';
  return value.value;
}

function finished({ start, end, entries }: Growing): Extract<ConfigNode, { kind: 'map' }> {
  const done = [...entries.values()].map(({ entry, value }): ConfigEntry => ({
    ...entry,
    value: finishedValue(value),
  }));
  return { kind: 'map', start, end, layout: 'lines', entries: done };
}

function finishedValue(value: Growing | Tables | ConfigNode): ConfigNode {
  if (value.kind === 'table') return finished(value);
  if (value.kind !== 'tables') return value;
  const items = value.items.map(finished);
  return { kind: 'list', start: items[0]?.start ?? 0, end: items.at(-1)?.end ?? 0, items };
}
