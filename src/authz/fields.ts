import type { JsonObject } from '../jsonrpc/message.ts';
import { quoted, refuse } from './matchers/operand.ts';
import type { PolicyContext, Shape } from './shape.ts';
import type { Position, SourceNode } from './source.ts';
import { didYouMean } from './suggest.ts';

/** One key of a map of the policy language. */
interface Key<T> {
  /** For people who write policies: editors show it. */
  readonly description: string;
  readonly shape: Shape<T>;
  /** What to expect, where the key must be there. */
  readonly required?: string;
}

/** The keys that a map may have: what `readFields` reads and what `schemaOf` describes. */
export type KeyTable = Readonly<Record<string, Key<unknown>>>;

/** A map whose keys are all known. */
export interface Fields<K extends KeyTable> {
  readonly at: Position;
  /** A key's value as it was written. */
  node(key: keyof K & string): SourceNode | undefined;
  /** Reads a key's value; null where it is missing, which is a problem for a required one, or after a report. */
  read<N extends keyof K & string>(key: N): ValueOf<K[N]> | null;
}

type ValueOf<F> = F extends Key<infer T> ? T : never;

/** Reads a map; every unknown key is a problem, a misspelt `effect` must not be an effect left out. */
export function readFields<K extends KeyTable>(
  node: SourceNode,
  table: K,
  context: PolicyContext,
  expected: string,
): Fields<K> | null {
  if (node.kind !== 'map') return refuse(node, context.report, expected);
  const nodes = new Map<string, SourceNode>();
  for (const { key, keyAt, value } of node.entries) {
    if (Object.hasOwn(table, key)) nodes.set(key, value);
    else context.report(keyAt, unknownKey(key, Object.keys(table)));
  }
  return {
    at: node.at,
    node: (key) => nodes.get(key),
    read(key) {
      const { shape, required }: Key<unknown> = lookUp(table, key);
      const value = nodes.get(key);
      // The table gives the key's shape and its type in one place.
      if (value !== undefined) return shape.read(value, context) as ValueOf<K[typeof key]> | null;
      if (required !== undefined) context.report(node.at, missingKey(key, required));
      return null;
    },
  };
}

function lookUp(table: KeyTable, key: string): Key<unknown> {
  const found = table[key];
  if (found === undefined) throw new Error(`the table has no key ${key}`);
  return found;
}

/** The JSON Schema of a map with these keys. */
export function schemaOf(table: KeyTable): JsonObject {
  const required = Object.keys(table).filter((key) => table[key]?.required !== undefined);
  const properties = Object.entries(table).map(([key, { description, shape }]): [string, JsonObject] => [
    key,
    { description, ...shape.schema },
  ]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

/** What is said of a key that must be there. */
export function missingKey(key: string, expected: string): string {
  return `missing \`${key}\`, expected ${expected}`;
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = didYouMean(key, known);
  return `unknown key ${quoted(key)}${near === '' ? `, expected one of ${known.map(quoted).join(', ')}` : near}`;
}
