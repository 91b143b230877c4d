import type { JsonValue } from '../jsonrpc/message.ts';
import { printable } from '../jsonrpc/printable.ts';
import { isObject, member } from '../jsonrpc/value.ts';
import { claimedVersion } from './era.ts';
import { decodeHeaderValue, encodeHeaderValue } from './headerValue.ts';

/** Where headers and body disagree. */
export interface HeaderMismatch {
  readonly header: string;
  /** For whoever called: what the body says and the header does not. */
  readonly detail: string;
}

/** The headers that a request of the modern era carries, as they came; null where one is missing. */
export interface StandardHeaders {
  readonly version: string | null;
  readonly method: string | null;
  readonly name: string | null;
}

/** Which member of `params` the header `Mcp-Name` repeats, by method (2026-07-28, standard request headers). */
const NAME_SOURCES: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
  ['tasks/get', 'taskId'],
  ['tasks/update', 'taskId'],
  ['tasks/cancel', 'taskId'],
]);

/** The headers that say again what the body of a message of the modern era says. */
export function headersFor(value: JsonValue): (readonly [name: string, value: string])[] {
  const method = member(value, 'method');
  if (typeof method !== 'string') return [];
  const version = claimedVersion(value);
  const name = nameOf(value, method);
  return [
    ...(version === null ? [] : ([['MCP-Protocol-Version', encodeHeaderValue(version)]] as const)),
    ['Mcp-Method', encodeHeaderValue(method)],
    ...(name === null ? [] : ([['Mcp-Name', encodeHeaderValue(name)]] as const)),
  ];
}

/**
 * The first header of a message that its body does not bear out; null where all do. A request of the modern era must
 * carry them `all`; a notification, and whatever is of the legacy era, may carry none, and what is `given` must be right:
 * somebody on the way may have gone by it.
 */
export function headerMismatch(
  value: JsonValue,
  headers: StandardHeaders,
  which: 'all' | 'given' = 'all',
): HeaderMismatch | null {
  const method = member(value, 'method');
  if (typeof method !== 'string') return null;
  const mustCarry = which === 'all' && isObject(value) && Object.hasOwn(value, 'id');
  const rows: readonly (readonly [header: string, is: string | null, says: string | null])[] = [
    ['MCP-Protocol-Version', headers.version, claimedVersion(value)],
    ['Mcp-Method', headers.method, method],
    ['Mcp-Name', headers.name, nameOf(value, method)],
  ];
  for (const [header, is, says] of rows) {
    const detail = disagreement({ header, is, says, mustCarry });
    if (detail !== null) return { header, detail };
  }
  return null;
}

interface Row {
  readonly header: string;
  /** The header as it came. */
  readonly is: string | null;
  /** What the body says; null where it says nothing. */
  readonly says: string | null;
  readonly mustCarry: boolean;
}

function disagreement({ header, is, says, mustCarry }: Row): string | null {
  if (is === null) {
    const isMissing = says !== null && mustCarry;
    return isMissing ? `the header ${header} is missing, which the body makes \`${printable(says, 100)}\`` : null;
  }
  const decoded = decodeHeaderValue(is);
  if (decoded === null) return `the header ${header} is marked as base64, and is none`;
  if (says === null || decoded === says) return null;
  return `the header ${header} does not say what the body does: \`${printable(says, 100)}\``;
}

function nameOf(value: JsonValue, method: string): string | null {
  const source = NAME_SOURCES.get(method);
  const name = source === undefined ? undefined : member(member(value, 'params'), source);
  return typeof name === 'string' ? name : null;
}
