import { canonicalJson } from './canonical.ts';
import { isRecord } from './json.ts';

/** A cryptographic hash of a text's UTF-8 bytes, such as SHA-256 in hex: this folder has no I/O and no crypto. */
export type Hash = (text: string) => string;

/** What a tool is pinned by. */
export interface ToolFingerprint {
  /** Of everything that a client may show or use. */
  readonly full: string;
  /** The same without the name: a renamed tool keeps it. */
  readonly content: string;
}

/**
 * Fingerprints a tool's definition: every member counts, known or not, since some client may show it to a person or a
 * model, and `outputSchema`, `icons` and `_meta` were unknown once. Only what changes from one request to the next by its
 * nature is left out. Throws where the definition cannot be written as JSON: such a tool can be pinned by nobody.
 */
export function fingerprintTool(tool: unknown, hash: Hash): ToolFingerprint {
  const stable = withoutVolatile(tool);
  return { full: hash(FULL + canonicalJson(stable)), content: hash(CONTENT + contentOf(stable)) };
}

/** What a tool is apart from its name, in one way only: equal for a tool and the same tool renamed. */
export function contentOf(tool: unknown): string {
  const stable = withoutVolatile(tool);
  return canonicalJson(isRecord(stable) ? without(stable, NAME) : stable);
}

/** Keeps the two kinds apart, and from the hashes of other things. */
const FULL = 'leash tool 1\n';
const CONTENT = 'leash tool content 1\n';

const NAME: ReadonlySet<string> = new Set(['name']);

/** Trace context (W3C) of the request that was answered: in `_meta`, and for no model's eyes. */
const VOLATILE_META: ReadonlySet<string> = new Set(['traceparent', 'tracestate', 'baggage']);

/** A tool without what may differ between two lists of the same tools. */
export function withoutVolatile(tool: unknown): unknown {
  if (!isRecord(tool) || !isRecord(tool['_meta'])) return tool;
  const kept = without(tool['_meta'], VOLATILE_META);
  const isEmpty = Object.keys(kept).length === 0;
  return Object.fromEntries(
    Object.entries(tool).flatMap(([key, value]) => (key !== '_meta' ? [[key, value]] : isEmpty ? [] : [[key, kept]])),
  );
}

/** INVARIANT: `fromEntries` defines members, it does not assign them: `__proto__` stays a member like any other. */
function without(
  object: Readonly<Record<string, unknown>>,
  keys: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.has(key)));
}
