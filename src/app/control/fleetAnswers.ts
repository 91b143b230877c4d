import type { JsonValue } from '../../jsonrpc/message.ts';
import { isObject, member } from '../../jsonrpc/value.ts';
import type { Answered, Grant, HeldCall } from './approvals.ts';
import type { LiveEvent } from './feed.ts';
import type { ProxyStatus } from './proxyInfo.ts';
import { fromWire } from './wire.ts';

/** What a process says of itself; null for what is no such thing. */
export function statusIn(text: string): ProxyStatus | null {
  const value = parsed(text);
  const isStatus = isObject(member(value, 'info')) && isObject(member(value, 'counts')) && isList(value, 'sessions');
  return isStatus ? (trusted(value) as ProxyStatus) : null;
}

/** The calls that a process holds. */
export function heldIn(text: string): readonly HeldCall[] | null {
  return listIn(text, 'held', ['id', 'agent', 'server', 'argsHash', 'reason']) as readonly HeldCall[] | null;
}

/** The grants that a process keeps. */
export function grantsIn(text: string): readonly Grant[] | null {
  return listIn(text, 'grants', ['id', 'reach', 'agent', 'server']) as readonly Grant[] | null;
}

/** What became of an answer to a held call. */
export function answeredIn(status: number, text: string): Answered | null {
  const value = parsed(text);
  if (status === 200 && member(value, 'kind') === 'answered') return trusted(value) as Answered;
  const refused = member(value, 'refused');
  return typeof refused === 'string'
    ? (trusted({ kind: 'refused', why: refused, message: problemIn(text) }) as Answered)
    : null;
}

/** One message of a stream of events. */
export function liveEventIn(
  type: string,
  data: string,
):
  | { readonly kind: 'event'; readonly event: LiveEvent }
  | { readonly kind: 'gap'; readonly missed: number | null }
  | null {
  const value = parsed(data);
  if (type === 'gap') {
    const missed = member(value, 'missed');
    return { kind: 'gap', missed: typeof missed === 'number' ? missed : null };
  }
  const isEvent = member(value, 'kind') === type && typeof member(value, 'seq') === 'number';
  return isEvent ? { kind: 'event', event: trusted(value) as LiveEvent } : null;
}

/** Why a process refused, in its words. */
export function problemIn(text: string): string {
  const value = parsed(text);
  const said = member(value, 'detail') ?? member(value, 'title');
  return typeof said === 'string' ? said : 'nothing that can be read';
}

function parsed(text: string): JsonValue {
  try {
    return fromWire(JSON.parse(text) as JsonValue);
  } catch {
    return null;
  }
}

function isList(value: JsonValue, key: string): boolean {
  return Array.isArray(member(value, key));
}

function listIn(text: string, key: string, texts: readonly string[]): unknown {
  const list = member(parsed(text), key);
  const isWhole = (each: JsonValue): boolean => texts.every((name) => typeof member(each, name) === 'string');
  return Array.isArray(list) && list.every(isWhole) ? trusted(list) : null;
}

/** INVARIANT: only for what a process of this home has said, over a socket that only its user can make. */
function trusted(value: JsonValue): unknown {
  return value;
}
