import type { JsonValue } from '../../jsonrpc/message.ts';
import type { SourceNode } from '../source.ts';

/** A value as a document in which everything stands at the beginning: for policies that come from no file. */
export function sourceOf(value: JsonValue): SourceNode {
  if (Array.isArray(value)) return { kind: 'seq', at: START, items: value.map(sourceOf) };
  if (typeof value !== 'object' || value === null) return { kind: 'scalar', at: START, value };
  const entries = Object.entries(value).map(([key, each]) => ({ key, keyAt: START, value: sourceOf(each) }));
  return { kind: 'map', at: START, entries };
}

const START = { line: 1, column: 1 };
