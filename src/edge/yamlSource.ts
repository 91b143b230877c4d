import { Composer, isAlias, isMap, isPair, isScalar, isSeq, Lexer, LineCounter, Parser, stringify } from 'yaml';
import type { Document, Pair, ParsedNode, Scalar, YAMLMap } from 'yaml';
import type { ConfigEntry, ConfigNode, ConfigReading } from '../clients/tree.ts';
import type { JsonValue } from '../jsonrpc/message.ts';
import type { Position, Problem, Report, SourceEntry, SourceNode } from '../authz/source.ts';
import { scalarPlace } from './scalarPlace.ts';

/** The largest policy file that is read. */
export const MAX_SOURCE_BYTES = 1024 * 1024;

/** Far above what a policy needs; the YAML library recurses, and would end the process some thousand levels down. */
const MAX_NESTING = 64;

/** A document, as far as its structure is certain, and all that is wrong with it as YAML. */
export interface YamlReading {
  readonly node: SourceNode | null;
  readonly problems: readonly Problem[];
}

/**
 * Reads one YAML 1.2 document (core schema) with the position of everything in it.
 * Never throws. What could be read in two ways is a problem: duplicate keys, keys that are not text, anchors and
 * aliases, tags, directives, a second document, numbers that JavaScript cannot hold.
 */
export function readYaml(file: string, bytes: Uint8Array): YamlReading {
  const problems: Problem[] = [];
  const node = readBytes(bytes, (at, message) => problems.push({ file, at, message }));
  return { node, problems };
}

/** Writes a value as YAML that `readYaml` reads back to the same. */
export function writeYaml(value: JsonValue): string {
  return stringify(value, { version: '1.2', schema: 'core', aliasDuplicateObjects: false, lineWidth: 0 });
}

/**
 * Reads settings of another program with the offsets of everything in them, so that a part can be changed in place.
 * Never throws. What one place of the text says of another (anchors, aliases, tags) is a problem.
 */
export function yamlTree(text: string): ConfigReading {
  const shift = text.startsWith('\uFEFF') ? 1 : 0;
  const problems: { readonly at: Position; readonly message: string }[] = [];
  const report: Report = (at, message) => problems.push({ at, message });
  const root = spans(text.slice(shift), shift, report);
  const [{ at, message } = { at: START, message: 'it cannot be read as YAML' }] = problems;
  if (root === null || problems.length > 0) return { kind: 'problem', ...at, message };
  return { kind: 'tree', root };
}

function spans(text: string, shift: number, report: Report): ConfigNode | null {
  try {
    const lines = new LineCounter();
    const [document, second] = composeDocuments(text, lines, report) ?? [];
    if (document === undefined) return null;
    const positionOf = (offset: number): Position => pick(lines.linePos(offset));
    if (second !== undefined) report(positionOf(second.range[0]), 'a second document begins here; a file holds one');
    for (const error of document.errors) report(positionOf(error.pos[0]), yamlMessage(error.message));
    return spanOf(document.contents, document.range[0], { report, positionOf, text }, shift);
  } catch {
    return null;
  }
}

function pick({ line, col }: { readonly line: number; readonly col: number }): Position {
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function spanOf(node: ParsedNode | null, fallback: number, reading: Reading, shift: number): ConfigNode {
  const start = (node?.range[0] ?? fallback) + shift;
  if (node === null) return { kind: 'scalar', start, end: start, value: null };
  const at = reading.positionOf(node.range[0]);
  if (isAlias(node) || node.anchor !== undefined || node.tag !== undefined) {
    reading.report(at, 'anchors, aliases and tags are not supported here');
    return { kind: 'scalar', start, end: node.range[1] + shift, value: null };
  }
  // The range of a block goes on to what follows it.
  const end = node.range[0] + reading.text.slice(node.range[0], node.range[1]).trimEnd().length + shift;
  if (isSeq(node)) {
    const items = node.items.map((item) => spanOf(isPair(item) ? null : item, 0, reading, shift));
    return { kind: 'list', start, end: node.flow === true ? end : (items.at(-1)?.end ?? end), items };
  }
  if (isMap(node)) {
    const entries = entrySpans(node, reading, shift);
    const isFlow = node.flow === true;
    const layout = isFlow ? 'braces' : 'lines';
    return { kind: 'map', start, end: isFlow ? end : (entries.at(-1)?.value.end ?? end), layout, entries };
  }
  const value: unknown = node.value;
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return { kind: 'scalar', start, end, value: isPlain ? value : null };
}

function entrySpans(map: YAMLMap.Parsed, reading: Reading, shift: number): readonly ConfigEntry[] {
  const seen = new Set<string>();
  return map.items.map(({ key, value }) => {
    const name = isScalar(key) ? String(key.value) : '';
    const at = reading.positionOf(key.range[0]);
    if (!isScalar(key)) reading.report(at, 'a key must be text');
    if (seen.has(name)) reading.report(at, `two keys are called \`${name}\`; remove one of the two`);
    seen.add(name);
    const [keyStart, keyEnd] = [key.range[0] + shift, key.range[1] + shift];
    return { key: name, keyStart, keyEnd, form: 'pair', value: spanOf(value, keyEnd - shift + 1, reading, shift) };
  });
}

function readBytes(bytes: Uint8Array, report: Report): SourceNode | null {
  if (bytes.length > MAX_SOURCE_BYTES) {
    return refuse(report, START, `the file is larger than ${MAX_SOURCE_BYTES} bytes; split it up`);
  }
  const text = decodeUtf8(bytes);
  if (text === null) return refuse(report, firstInvalidLine(bytes), 'this line is not valid UTF-8');
  try {
    return readText(text, report);
  } catch {
    return refuse(report, START, 'the file cannot be read as YAML');
  }
}

const START: Position = { line: 1, column: 1 };

function refuse(report: Report, at: Position, message: string): null {
  report(at, message);
  return null;
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** No byte of a longer UTF-8 sequence is a newline, so lines can be decoded one by one. */
function firstInvalidLine(bytes: Uint8Array): Position {
  let line = 1;
  for (let start = 0; start <= bytes.length; line += 1) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline;
    if (decodeUtf8(bytes.subarray(start, end)) === null) return { line, column: 1 };
    start = end + 1;
  }
  return START;
}

function readText(text: string, report: Report): SourceNode | null {
  const lines = new LineCounter();
  const documents = composeDocuments(text, lines, report);
  if (documents === null) return null;
  const positionOf = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [first, second] = documents;
  if (first === undefined) return refuse(report, START, 'the file is empty');
  if (second !== undefined) {
    report(positionOf(second.range[0]), 'a second document begins here; a file holds one');
  }
  for (const error of [...first.errors, ...first.warnings])
    report(positionOf(error.pos[0]), yamlMessage(error.message));
  checkDirectives(first, report);
  if (first.errors.length > 0) return null;
  return convert(first.contents, first.range[0], { report, positionOf, text });
}

/** What `parseAllDocuments` does, with a bound on nesting between the lexer and the recursive composer. */
function composeDocuments(text: string, lines: LineCounter, report: Report): Document.Parsed[] | null {
  const parser = new Parser(lines.addNewLine);
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    merge: false,
    // Its own check compares every key with every other; `convertEntries` uses a set.
    uniqueKeys: false,
    prettyErrors: false,
  });
  lines.addNewLine(0);
  const tokens = [];
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > MAX_NESTING) {
      const { line, col } = lines.linePos(parser.offset);
      return refuse(report, { line, column: col }, `nested more than ${MAX_NESTING} levels deep`);
    }
  }
  tokens.push(...parser.end());
  return [...composer.compose(tokens)];
}

/** The library starts its messages with a capital and may end them with a stop. */
function yamlMessage(message: string): string {
  return `not valid YAML: ${message.charAt(0).toLowerCase()}${message.slice(1).replace(/\.$/, '')}`;
}

/** `%YAML 1.1` would turn `no` and `on` into booleans; `%TAG` gives tags other meanings. */
function checkDirectives({ directives }: Document.Parsed, report: Report): void {
  if (directives.yaml.version !== '1.2' || Object.keys(directives.tags).length !== 1) {
    report(START, 'only `%YAML 1.2` is supported, and no `%TAG`; remove the line');
  }
}

interface Reading {
  readonly report: Report;
  readonly positionOf: (offset: number) => Position;
  readonly text: string;
}

function convert(node: ParsedNode | null, fallback: number, reading: Reading): SourceNode {
  const at = reading.positionOf(node?.range[0] ?? fallback);
  if (node === null) return { kind: 'scalar', at, value: null };
  if (isAlias(node)) {
    reading.report(at, `aliases are not supported; write out what \`*${node.source}\` stands for`);
    return { kind: 'scalar', at, value: null };
  }
  if (node.anchor !== undefined) {
    reading.report(at, `anchors are not supported; remove \`&${node.anchor}\``);
  }
  if (node.tag !== undefined) reading.report(at, 'tags are not supported; use quotes to make a value text');
  if (isMap(node)) return { kind: 'map', at, entries: convertEntries(node, reading) };
  if (isSeq(node)) return { kind: 'seq', at, items: node.items.map((item) => convertItem(item, at, reading)) };
  const value = convertScalar(node, at, reading);
  if (typeof value !== 'string') return { kind: 'scalar', at, value };
  const [start, end] = node.range;
  const textAt = (index: number): Position => {
    const place = scalarPlace(reading.text.slice(start, end), value, index);
    return place === null ? at : reading.positionOf(start + place);
  };
  return { kind: 'scalar', at, value, textAt };
}

function convertEntries(map: YAMLMap.Parsed, reading: Reading): SourceEntry[] {
  const seen = new Set<string>();
  const entries: SourceEntry[] = [];
  for (const { key, value } of map.items) {
    const keyAt = reading.positionOf(key.range[0]);
    if (!isScalar(key) || typeof key.value !== 'string') {
      reading.report(keyAt, 'a key must be text; put it in quotes');
      continue;
    }
    if (key.anchor !== undefined || key.tag !== undefined) {
      reading.report(keyAt, 'anchors and tags are not supported');
    }
    if (seen.has(key.value)) {
      reading.report(keyAt, `duplicate key \`${key.value}\`; remove one of the two`);
      continue;
    }
    seen.add(key.value);
    entries.push({ key: key.value, keyAt, value: convert(value, key.range[2], reading) });
  }
  return entries;
}

/** Inside `[a: b]` an item is a pair without braces. */
function convertItem(
  item: ParsedNode | Pair<ParsedNode, ParsedNode | null>,
  at: Position,
  reading: Reading,
): SourceNode {
  if (!isPair(item)) return convert(item, 0, reading);
  reading.report(reading.positionOf(item.key.range[0]), 'a pair in a list needs braces: `{ key: value }`');
  return { kind: 'scalar', at, value: null };
}

function convertScalar(node: Scalar.Parsed, at: Position, { report }: Reading): string | number | boolean | null {
  const { value } = node;
  if (
    typeof value === 'number' &&
    (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
  ) {
    report(at, `\`${node.source}\` is a number that JavaScript cannot hold exactly; put it in quotes if it is text`);
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return null;
}
