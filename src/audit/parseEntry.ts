import type { JsonObject, JsonValue } from '../jsonrpc/message.ts';
import type { SealedEntry } from './sealedEntry.ts';

/** Reads an entry's bytes; null when they are not an entry. Unknown members are let be, so that later versions stay readable. Never throws. */
export function parseEntry(bytes: string): (SealedEntry & JsonObject) | null {
  let value: JsonValue;
  try {
    value = JSON.parse(bytes) as JsonValue;
  } catch {
    return null;
  }
  return isObject(value) && isEntry(value) ? value : null;
}

function isEntry(entry: JsonObject): entry is SealedEntry & JsonObject {
  const { action_detail: detail, leash } = entry;
  if (!isObject(detail) || !isObject(leash) || !isCommon(entry, leash)) return false;
  return PHASES.some(([phase, isOfPhase]) => entry.record_phase === phase && isOfPhase(detail, leash));
}

const PHASES: readonly [string, (detail: JsonObject, leash: JsonObject) => boolean][] = [
  ['pre_execution', isDecision],
  ['post_execution', isOutcome],
  ['concurrent', (detail) => typeof detail.event === 'string' && isObject(detail.detail)],
];

function isCommon(entry: JsonObject, leash: JsonObject): boolean {
  return (
    typeof entry.agent_id === 'string' &&
    typeof entry.session_id === 'string' &&
    typeof entry.record_id === 'string' &&
    typeof entry.prev_hash === 'string' &&
    typeof entry.outcome === 'string' &&
    typeof entry.timestamp === 'string' &&
    isTextOrNull(entry.parent_record_id) &&
    typeof leash.server === 'string' &&
    typeof leash.shard === 'string' &&
    isTextOrNull(leash.note) &&
    isIndex(leash.seq) &&
    isArrayOf(leash.cut, isCut)
  );
}

function isDecision(detail: JsonObject, leash: JsonObject): boolean {
  return (
    isTextOrNull(detail.tool_name) &&
    isTextOrNull(detail.resource) &&
    typeof leash.effect === 'string' &&
    typeof leash.method === 'string' &&
    typeof leash.reason === 'string' &&
    typeof leash.principal === 'string' &&
    typeof leash.mode === 'string' &&
    (leash.jsonrpc_id === null || typeof leash.jsonrpc_id === 'string' || typeof leash.jsonrpc_id === 'number') &&
    isTextOrNull(leash.policy_set) &&
    isArrayOf(leash.errors, isText) &&
    isArrayOf(leash.obligations, isText) &&
    isArrayOf(leash.owasp, isText) &&
    isArrayOf(leash.rules, isRule) &&
    (leash.args === null || isArguments(leash.args)) &&
    (leash.grant === null || isGrant(leash.grant))
  );
}

function isOutcome(detail: JsonObject, leash: JsonObject): boolean {
  return (
    isTextOrNull(detail.tool_name) &&
    (detail.duration_ns === null || isInteger(detail.duration_ns)) &&
    (detail.error_code === null || isInteger(detail.error_code)) &&
    (detail.result === null || isResult(detail.result)) &&
    typeof leash.effect === 'string' &&
    typeof leash.method === 'string' &&
    isObject(leash.parent) &&
    typeof leash.parent.shard === 'string' &&
    (leash.parent.seq === null || isIndex(leash.parent.seq))
  );
}

type Member = JsonValue | undefined;

function isObject(value: Member): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: Member): boolean {
  return typeof value === 'string';
}

function isTextOrNull(value: Member): boolean {
  return value === null || typeof value === 'string';
}

function isInteger(value: Member): boolean {
  return Number.isSafeInteger(value);
}

function isIndex(value: Member): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isArrayOf(value: Member, isItem: (item: JsonValue) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isCut(value: JsonValue): boolean {
  return isObject(value) && isIndex(value.bytes) && typeof value.field === 'string' && typeof value.sd === 'string';
}

function isRule(value: JsonValue): boolean {
  return isObject(value) && typeof value.policy === 'string' && typeof value.rule === 'string';
}

function isGrant(value: Member): boolean {
  return (
    isObject(value) && typeof value.id === 'string' && typeof value.by === 'string' && typeof value.reach === 'string'
  );
}

function isResult(value: Member): boolean {
  return isObject(value) && isIndex(value.bytes) && typeof value.sd === 'string';
}

function isArguments(value: Member): boolean {
  if (!isObject(value)) return false;
  if (value.as === 'clear') return typeof value.text === 'string';
  if (value.as === 'leaves') return isArrayOf(value.sd, isText);
  if (value.as === 'whole') return isArrayOf(value.sd, isText) && isIndex(value.bytes);
  return value.as === 'none' || value.as === 'unreadable';
}
