import { quoted } from '../authz/matchers/operand.ts';
import type { Report, SourceEntry, SourceNode } from '../authz/source.ts';
import { didYouMean } from '../authz/suggest.ts';

/** Reads the members of one item of a list, by name; a member that is asked for is a member that it may have. */
export interface ItemReader {
  /** A member that must be there. After a report, an empty text. */
  text(key: string, takes: string, accepts: (text: string) => boolean): string;
  optional<F>(key: string, takes: string, accepts: (text: string) => boolean, fallback: F): string | F;
  /** A whole number between the two. */
  whole(key: string, min: number, max: number, fallback: number): number;
  /** A map of texts; null where it is not there. */
  pairs(key: string, takes: string, accepts: (text: string) => boolean): ReadonlyMap<string, string> | null;
  /** A list of texts, or one. */
  texts(key: string, takes: string, accepts: (text: string) => boolean, fallback: readonly string[]): readonly string[];
}

/** Reads a setting that is a list of maps. What is wrong is reported at its spot, and what is made of it means nothing then. */
export function readItems<T>(
  node: SourceNode,
  name: string,
  report: Report,
  make: (item: ItemReader) => T,
): readonly T[] {
  if (node.kind !== 'seq') {
    report(node.at, `${quoted(name)} takes a list`);
    return [];
  }
  return node.items.map((item) => readItem(item, name, report, make, 'a list of maps'));
}

/** Reads a setting that is one map. */
export function readItem<T>(
  node: SourceNode,
  name: string,
  report: Report,
  make: (item: ItemReader) => T,
  takes = 'a map',
): T {
  const entries = new Map(node.kind === 'map' ? node.entries.map((entry) => [entry.key, entry]) : []);
  const asked = new Set<string>();
  const said: Parameters<Report>[] = [];
  const item = make(readerOf({ at: node.at, name, entries, asked, report: (...problem) => said.push(problem) }));
  if (node.kind === 'map') {
    for (const { key, keyAt } of node.entries) {
      if (asked.has(key)) continue;
      report(keyAt, `unknown setting ${quoted(`${name}.${key}`)}${didYouMean(key, asked)}`);
    }
    for (const problem of said) report(...problem);
  } else report(node.at, `${quoted(name)} takes ${takes} with ${[...asked].map(quoted).join(', ')}`);
  return item;
}

interface Item {
  readonly at: SourceNode['at'];
  readonly name: string;
  readonly entries: ReadonlyMap<string, SourceEntry>;
  readonly asked: Set<string>;
  readonly report: Report;
}

function readerOf({ at, name, entries, asked, report }: Item): ItemReader {
  const nodeOf = (key: string): SourceNode | null => {
    asked.add(key);
    return entries.get(key)?.value ?? null;
  };
  const textOf = (node: SourceNode, key: string, takes: string, accepts: (text: string) => boolean): string => {
    if (node.kind === 'scalar' && typeof node.value === 'string' && accepts(node.value)) return node.value;
    // A text of digits is a number to YAML.
    const inQuotes = node.kind === 'scalar' && typeof node.value === 'number' ? ', in quotes' : '';
    report(node.at, `${quoted(`${name}.${key}`)} takes ${takes}${inQuotes}`);
    return '';
  };
  return {
    text(key, takes, accepts) {
      const node = nodeOf(key);
      if (node !== null) return textOf(node, key, takes, accepts);
      report(at, `${quoted(`${name}.${key}`)} is missing: it takes ${takes}`);
      return '';
    },
    optional(key, takes, accepts, fallback) {
      const node = nodeOf(key);
      return node === null ? fallback : textOf(node, key, takes, accepts);
    },
    whole(key, min, max, fallback) {
      const node = nodeOf(key);
      if (node === null) return fallback;
      const value = node.kind === 'scalar' ? node.value : null;
      if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
      report(node.at, `${quoted(`${name}.${key}`)} takes a whole number from ${min} to ${max}`);
      return fallback;
    },
    pairs(key, takes, accepts) {
      const node = nodeOf(key);
      if (node === null) return null;
      if (node.kind !== 'map') {
        report(node.at, `${quoted(`${name}.${key}`)} takes ${takes}`);
        return null;
      }
      return new Map(
        node.entries.map((entry) => [entry.key, textOf(entry.value, `${key}.${entry.key}`, takes, accepts)]),
      );
    },
    texts(key, takes, accepts, fallback) {
      const node = nodeOf(key);
      if (node === null) return fallback;
      if (node.kind === 'seq' && node.items.length > 0) {
        return node.items.map((each) => textOf(each, key, takes, accepts));
      }
      return [textOf(node, key, `a list, each of it ${takes}`, accepts)];
    },
  };
}
