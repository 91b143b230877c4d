import { canonicalJson } from '../../scanner/canonical.ts';
import { fingerprintTool, type Hash } from '../../scanner/fingerprint.ts';
import { findLookalike } from '../jsonrpc/lookalike.ts';
import type { JsonValue } from '../jsonrpc/message.ts';
import { isObject, member } from '../jsonrpc/value.ts';
import { pinKey } from './pin.ts';

/** What a server lists, and what it says of itself. */
export type ListedKind = 'tool' | 'prompt' | 'resource' | 'template' | 'instructions';

/** One element of a list as a server gave it. */
export interface Listed {
  readonly kind: ListedKind;
  readonly name: string;
  /** Names that are spelled in two ways are one. */
  readonly key: string;
  /** Empty where it has none. */
  readonly fingerprint: string;
  readonly content: string;
  readonly definition: JsonValue;
  /** Why nobody can tell what it is; null where that can be told. */
  readonly flaw: string | null;
}

/** Reads the elements of a list. Never throws: what cannot be told for certain has a flaw. */
export function readPage(kind: ListedKind, elements: readonly JsonValue[], hash: Hash): readonly Listed[] {
  return elements.map((element) => read(kind, element, hash));
}

function read(kind: ListedKind, definition: JsonValue, hash: Hash): Listed {
  const given = kind === 'instructions' ? '' : member(definition, NAMED_BY[kind]);
  const name = typeof given === 'string' ? given : '';
  const key = kind === 'tool' || kind === 'instructions' ? pinKey({ kind, name }) : `${kind} ${name}`;
  const listed = { kind, name, key, definition };
  const flaw = flawOf(kind, given, definition);
  if (flaw !== null) return { ...listed, fingerprint: '', content: '', flaw };
  try {
    const { full, content } =
      kind === 'tool'
        ? fingerprintTool(definition, hash)
        : { full: hash(`${kind}\n${canonicalJson(definition)}`), content: '' };
    return { ...listed, fingerprint: full, content, flaw: null };
  } catch {
    return { ...listed, fingerprint: '', content: '', flaw: 'it nests too deep' };
  }
}

/** What a client asks for an element by. */
const NAMED_BY = { tool: 'name', prompt: 'name', resource: 'uri', template: 'uriTemplate' } as const;

function flawOf(kind: ListedKind, name: JsonValue | undefined, definition: JsonValue): string | null {
  if (kind === 'instructions') return typeof definition === 'string' ? null : 'it is not a text';
  if (!isObject(definition)) return 'it is not an object';
  if (typeof name !== 'string') return `it has no \`${NAMED_BY[kind]}\``;
  return findLookalike(definition, ELEMENT_KEYS);
}

/** A reader that ignores case could take `Name` for the name. The other members are read whatever they are called. */
const ELEMENT_KEYS = {
  exact: new Set([
    ...['name', 'title', 'description', 'inputSchema', 'outputSchema', 'annotations', 'icons', 'execution', '_meta'],
    ...['uri', 'uriTemplate', 'mimeType', 'size', 'arguments'],
  ]),
  folded: new Set(['name', 'uri', 'uritemplate']),
};
