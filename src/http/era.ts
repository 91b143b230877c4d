import type { JsonValue } from '../jsonrpc/message.ts';
import { isObject, member } from '../jsonrpc/value.ts';

/** Which way of speaking MCP a request uses: sessions and `initialize`, or one POST that says it all (2026-07-28). */
export type Era = 'legacy' | 'modern';

/** The member of `params._meta` by which a request of the modern era says its protocol version. */
const PROTOCOL_VERSION_META = 'io.modelcontextprotocol/protocolVersion';
const CAPABILITIES_META = 'io.modelcontextprotocol/clientCapabilities';

/** The first revision of the modern era, and the one that is spoken here. */
export const MODERN_VERSION = '2026-07-28';

/** Whether a protocol version is of the modern era: a date, and not before 2026-07-28. */
export function isModernVersion(version: string): boolean {
  return isDate(version) && version >= MODERN_VERSION;
}

function isDate(version: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(version);
}

/** Whether a message says what its client can do, as each request of the modern era must (2026-07-28, `_meta`). */
export function namesCapabilities(value: JsonValue | undefined): boolean {
  return isObject(member(member(member(value, 'params'), '_meta'), CAPABILITIES_META));
}

/** The version that a message claims for itself; null where it claims none. */
export function claimedVersion(value: JsonValue | undefined): string | null {
  const claim = member(member(member(value, 'params'), '_meta'), PROTOCOL_VERSION_META);
  return typeof claim === 'string' ? claim : null;
}

/** The era of a message: what it says itself counts first, then `MCP-Protocol-Version`; `initialize` is legacy. */
export function eraOf(value: JsonValue | undefined, header: string | null): Era {
  const claimed = claimedVersion(value);
  // A claim is how the modern era says its version, so one that nobody can place is of that era, and unknown there.
  if (claimed !== null) return isDate(claimed) && claimed < MODERN_VERSION ? 'legacy' : 'modern';
  if (member(value, 'method') === 'initialize') return 'legacy';
  return header !== null && isModernVersion(header) ? 'modern' : 'legacy';
}
