import type { JsonValue } from '../jsonrpc/message.ts';

/** How settings are written: JSON with comments and trailing commas, TOML, or YAML. */
export type ConfigFormat = 'jsonc' | 'toml' | 'yaml';

/** A value in the text of a client's settings, with the UTF-16 offsets at which it stands. */
export type ConfigNode = ConfigScalar | ConfigList | ConfigMap;

interface ConfigScalar {
  readonly kind: 'scalar';
  readonly start: number;
  readonly end: number;
  /** What JSON cannot say, such as a date, is its text. */
  readonly value: string | number | boolean | null;
}

interface ConfigList {
  readonly kind: 'list';
  readonly start: number;
  readonly end: number;
  readonly items: readonly ConfigNode[];
}

export interface ConfigMap {
  readonly kind: 'map';
  readonly start: number;
  readonly end: number;
  /** How its entries are told apart: by commas inside braces, or by lines of their own. */
  readonly layout: 'braces' | 'lines';
  readonly entries: readonly ConfigEntry[];
}

export interface ConfigEntry {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  /**
   * `pair`: the key, then its value. `section`: a TOML table with a head of its own. `spread`: a TOML table in several
   * places, which no single stretch of text holds.
   */
  readonly form: 'pair' | 'section' | 'spread';
  readonly value: ConfigNode;
}

/** Settings as they were read, or why they cannot be; positions count from 1. */
export type ConfigReading =
  | { readonly kind: 'tree'; readonly root: ConfigNode }
  | { readonly kind: 'problem'; readonly line: number; readonly column: number; readonly message: string };

/** Reads a text of one format. Never throws. */
export type ReadConfig = (text: string) => ConfigReading;

/** Far above any client's settings; what is built of deeper ones would overflow the stack. */
export const DEEPEST = 200;

/** The entry of a map by its key. */
export function entryOf(node: ConfigNode | undefined, key: string): ConfigEntry | undefined {
  return node?.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;
}

/** What stands at a path of keys; undefined where nothing does. */
export function nodeAt(root: ConfigNode, path: readonly string[]): ConfigNode | undefined {
  return path.reduce<ConfigNode | undefined>((node, key) => entryOf(node, key)?.value, root);
}

/** The plain value of a node; a key may be any text, `__proto__` as well. */
export function plainOf(node: ConfigNode): JsonValue {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(plainOf);
    case 'map': {
      // Defined, not assigned: an entry called `__proto__` is one like any other.
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainOf(value)]));
    }
  }
}

/** The line and column of an offset, from 1. */
export function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
