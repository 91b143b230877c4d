import { claimedVersion, eraOf, isModernVersion, MODERN_VERSION, namesCapabilities } from '../../http/era.ts';
import { isTooHeavy } from '../../jsonrpc/weight.ts';
import { oneLine } from '../../http/oneLine.ts';
import type { RefusalKey } from '../../http/refusal.ts';
import { headerMismatch, type HeaderMismatch } from '../../http/standardHeaders.ts';
import type { ToolHeaders } from '../../http/toolHeaders.ts';
import type { JsonValue, RequestId } from '../../jsonrpc/message.ts';
import { isRequestId } from '../../jsonrpc/requestId.ts';
import { member } from '../../jsonrpc/value.ts';
import type { IncomingPost } from './exchange.ts';
import type { RequestHead } from './requestHead.ts';

/** What a POST says, without who says it. */
type Posted = Omit<IncomingPost, 'principal' | 'reply'>;

type Reading =
  | { readonly kind: 'post'; readonly post: Posted }
  | {
      readonly kind: 'refused';
      readonly key: RefusalKey;
      readonly id: RequestId | null;
      readonly detail?: string;
      readonly data?: JsonValue;
    };

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
export function readPost(head: RequestHead, body: Buffer, tools: Pick<ToolHeaders, 'mismatch'>): Reading {
  if (isTooHeavy(body)) return { kind: 'refused', key: 'too-heavy', id: null };
  const line = oneLine(body);
  const value = parsed(line);
  if (value === undefined) return { kind: 'refused', key: 'bad-body', id: null };
  const protocolVersion = head.value('mcp-protocol-version');
  const era = eraOf(value, protocolVersion);
  const said = member(value, 'method');
  const method = typeof said === 'string' ? said : null;
  const given = member(value, 'id');
  const id = method !== null && isRequestId(given) ? given : null;
  const paramHeaders = head.beginningWith('mcp-param-');
  const problem =
    era === 'modern'
      ? (envelopeMissing(value, id) ??
        mismatch(head, value, 'all') ??
        versionUnknown(value) ??
        mismatchOf(tools.mismatch(value, paramHeaders)))
      : (versionProblem(protocolVersion) ?? mismatch(head, value, 'given'));
  if (problem !== null) return { kind: 'refused', id, ...problem };
  const sessionId = head.value('mcp-session-id');
  const leading = leadingPart(value);
  return { kind: 'post', post: { sessionId, protocolVersion, era, line, value: leading, method, id, paramHeaders } };
}

/** Longest text that anything is led by: the handles that are remembered are no longer. */
const MAX_LEADING_CHARS = 16 * 1024;

/** What a message is led by. It may wait, and the rest of the value takes far more memory than the line that holds it. */
function leadingPart(value: JsonValue): JsonValue {
  const params = member(value, 'params');
  const known = ['protocolVersion', 'requestId', 'requestState', 'taskId'].flatMap((key) => {
    const one = member(params, key);
    const isShort = typeof one === 'number' || (typeof one === 'string' && one.length <= MAX_LEADING_CHARS);
    return isShort ? [[key, one] as const] : [];
  });
  return { params: Object.fromEntries(known) };
}

interface Problem {
  readonly key: RefusalKey;
  readonly detail?: string;
  readonly data?: JsonValue;
}

function versionProblem(header: string | null): Problem | null {
  return isServedVersion(header) ? null : { key: 'bad-version' };
}

/** INVARIANT: what is decided is what the body says; headers that say otherwise would have somebody else decide on them. */
function mismatch(head: RequestHead, value: JsonValue, which: 'all' | 'given'): Problem | null {
  const headers = {
    version: head.value('mcp-protocol-version'),
    method: head.value('mcp-method'),
    name: head.value('mcp-name'),
  };
  return mismatchOf(headerMismatch(value, headers, which));
}

function mismatchOf(found: HeaderMismatch | null): Problem | null {
  return found === null ? null : { key: 'header-mismatch', detail: found.detail };
}

/** A child reads no headers and trusts its first message: Leash is its HTTP, and checks each request as one. */
function envelopeMissing(value: JsonValue, id: RequestId | null): Problem | null {
  const isWhole = claimedVersion(value) !== null && namesCapabilities(value);
  return id === null || isWhole ? null : { key: 'missing-envelope' };
}

/** A notification's too: it would go on to the server, and in its headers be the version of all that name none. */
function versionUnknown(value: JsonValue): Problem | null {
  const requested = claimedVersion(value);
  if (requested === null || isModernVersion(requested)) return null;
  return { key: 'unknown-version', data: { supported: [MODERN_VERSION], requested } };
}

function parsed(line: Buffer): JsonValue | undefined {
  try {
    return JSON.parse(line.toString()) as JsonValue;
  } catch {
    return undefined;
  }
}
