import { claimedVersion, eraOf, isModernVersion } from '../../http/era.ts';
import { oneLine } from '../../http/oneLine.ts';
import type { RefusalKey } from '../../http/refusal.ts';
import { headerMismatch } from '../../http/standardHeaders.ts';
import type { JsonValue, RequestId } from '../../jsonrpc/message.ts';
import { isRequestId } from '../../jsonrpc/requestId.ts';
import { member } from '../../jsonrpc/value.ts';
import type { IncomingPost } from './exchange.ts';
import type { RequestHead } from './requestHead.ts';

/** What a POST says, without who says it. */
type Posted = Omit<IncomingPost, 'principal' | 'reply'>;

type Reading =
  | { readonly kind: 'post'; readonly post: Posted }
  | { readonly kind: 'refused'; readonly key: RefusalKey; readonly id: RequestId | null; readonly detail?: string };

/** The revisions with sessions. */
const LEGACY_VERSIONS: ReadonlySet<string> = new Set(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25']);

/**
 * Whether a request of this `MCP-Protocol-Version` goes on. None is fine: `initialize` has none, nor have clients before
 * 2025-06-18. A revision of the modern era is the server's to know, which answers for those that it does not.
 */
export function isServedVersion(header: string | null): boolean {
  return header === null || LEGACY_VERSIONS.has(header) || isModernVersion(header);
}

/** Reads what a POST brings, as far as leading it to a session needs, and holds its headers against it. */
export function readPost(head: RequestHead, body: Buffer): Reading {
  const line = oneLine(body);
  const value = parsed(line);
  if (value === undefined) return { kind: 'refused', key: 'bad-body', id: null };
  const protocolVersion = head.value('mcp-protocol-version');
  const era = eraOf(value, protocolVersion);
  const said = member(value, 'method');
  const method = typeof said === 'string' ? said : null;
  const given = member(value, 'id');
  const id = method !== null && isRequestId(given) ? given : null;
  const problem = era === 'modern' ? mismatch(head, value, id) : versionProblem(protocolVersion);
  if (problem !== null) return { kind: 'refused', id, ...problem };
  const paramHeaders = head.beginningWith('mcp-param-');
  const sessionId = head.value('mcp-session-id');
  return { kind: 'post', post: { sessionId, protocolVersion, era, line, value, method, id, paramHeaders } };
}

interface Problem {
  readonly key: RefusalKey;
  readonly detail?: string;
}

function versionProblem(header: string | null): Problem | null {
  return isServedVersion(header) ? null : { key: 'bad-version' };
}

/** INVARIANT: what is decided is what the body says; headers that say otherwise would have somebody else decide on them. */
function mismatch(head: RequestHead, value: JsonValue, id: RequestId | null): Problem | null {
  if (id !== null && claimedVersion(value) === null) return { key: 'missing-envelope' };
  const found = headerMismatch(value, {
    version: head.value('mcp-protocol-version'),
    method: head.value('mcp-method'),
    name: head.value('mcp-name'),
  });
  return found === null ? null : { key: 'header-mismatch', detail: found.detail };
}

function parsed(line: Buffer): JsonValue | undefined {
  try {
    return JSON.parse(line.toString()) as JsonValue;
  } catch {
    return undefined;
  }
}
