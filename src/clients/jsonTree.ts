import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { textNestsDeeper } from '../jsonrpc/depth.ts';
import { DEEPEST, placeOf, type ConfigEntry, type ConfigNode, type ConfigReading } from './tree.ts';

/**
 * Reads JSON with comments and trailing commas, as editors write it. Never throws. What could be read in two ways is a
 * problem: of two keys of one name, one program takes the first and another the last.
 */
export function jsonTree(text: string): ConfigReading {
  if (textNestsDeeper(text, DEEPEST)) return problem(text, 0, `it nests deeper than ${DEEPEST} levels`);
  // A byte order mark is no part of the value, and stays where it is.
  const shift = text.startsWith('\uFEFF') ? 1 : 0;
  const errors: ParseError[] = [];
  const node = parseTree(text.slice(shift), errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) return problem(text, error.offset + shift, `it is not JSON: ${wordsOf(error)}`);
  if (node === undefined) return problem(text, shift, 'it is empty');
  const twice = duplicateIn(node);
  if (twice !== null) {
    return problem(text, twice.offset + shift, `two keys are called \`${String(twice.value)}\`; remove one of the two`);
  }
  return { kind: 'tree', root: converted(node, shift) };
}

function problem(text: string, offset: number, message: string): ConfigReading {
  return { kind: 'problem', ...placeOf(text, offset), message };
}

/** `PropertyNameExpected` as `property name expected`. */
function wordsOf({ error }: ParseError): string {
  return printParseErrorCode(error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}

function duplicateIn(node: Node): Node | null {
  const seen = new Set<unknown>();
  for (const child of node.children ?? []) {
    const key = node.type === 'object' ? child.children?.[0] : undefined;
    if (key !== undefined && seen.has(key.value)) return key;
    if (key !== undefined) seen.add(key.value);
    const found = duplicateIn(child);
    if (found !== null) return found;
  }
  return null;
}

function converted(node: Node, shift: number): ConfigNode {
  const start = node.offset + shift;
  const end = start + node.length;
  const children = node.children ?? [];
  if (node.type === 'array')
    return { kind: 'list', start, end, items: children.map((child) => converted(child, shift)) };
  if (node.type === 'object') {
    const entries = children.flatMap((property) => entryOf(property, shift));
    return { kind: 'map', start, end, layout: 'braces', entries };
  }
  const value: unknown = node.value;
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return { kind: 'scalar', start, end, value: isPlain ? value : null };
}

function entryOf({ children }: Node, shift: number): readonly ConfigEntry[] {
  const [key, value] = children ?? [];
  if (key === undefined || value === undefined) return [];
  const keyStart = key.offset + shift;
  return [
    {
      key: String(key.value),
      keyStart,
      keyEnd: keyStart + key.length,
      form: 'pair',
      value: converted(value, shift),
    },
  ];
}
