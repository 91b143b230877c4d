import type { ClassifiedMessage, JsonObject, JsonValue, RequestId } from './message.ts';
import { isRequestId } from './requestId.ts';
import { salvage } from './salvage.ts';
import { inspectJson } from './strict.ts';
import { isObject, member } from './value.ts';

/** Who would wait for ever if a malformed message were only dropped. */
export type Owed = Pick<Extract<ClassifiedMessage, { kind: 'malformed' }>, 'ids' | 'answers' | 'method'>;

export const NOBODY: Owed = { ids: [], answers: [], method: null };

/** From the bytes: for a text that no value could be made of, or one that two readers read differently. */
export function owedOf(line: Buffer): Owed {
  const { id, method } = salvage(line);
  const ids = id === null ? [] : [id];
  if (method === null) return { ids: [], answers: ids, method };
  return { ids, answers: [], method: method === '' ? null : method };
}

/** From a value that is certain: what has a method is a request, anything else a response. */
export function owedBy(value: JsonObject): Owed {
  const id = member(value, 'id');
  const method = member(value, 'method');
  const ids = isRequestId(id) ? [id] : [];
  if (method === undefined) return { ids: [], answers: ids, method: null };
  return { ids, answers: [], method: typeof method === 'string' ? method : null };
}

/** Of an object that does not claim to be JSON-RPC: a program that logs JSON to its stdout may well log an `id`. */
export function owedByStranger(value: JsonObject, line: Buffer): Owed {
  return looksLikeCall(value) || looksLikeAnswer(value) ? owedOf(line) : NOBODY;
}

const MAX_BATCH_IDS = 1000;

/** Of every element of a batch, up to a thousand each way. */
export function owedByBatch(batch: readonly JsonValue[], text: string): Owed {
  // With a key twice somewhere, no id is certain.
  if (JSON.stringify(batch) !== text && inspectJson(text).duplicateKey !== null) return NOBODY;
  const ids = new Set<RequestId>();
  const answers = new Set<RequestId>();
  for (const element of batch) {
    if (!isObject(element)) continue;
    const into = looksLikeCall(element) ? ids : looksLikeAnswer(element) ? answers : null;
    const id = member(element, 'id');
    if (into !== null && into.size < MAX_BATCH_IDS && isRequestId(id)) into.add(id);
  }
  return { ids: [...ids], answers: [...answers], method: null };
}

function looksLikeCall(value: JsonObject): boolean {
  return typeof member(value, 'method') === 'string';
}

function looksLikeAnswer(value: JsonObject): boolean {
  return !Object.hasOwn(value, 'method') && (Object.hasOwn(value, 'result') || Object.hasOwn(value, 'error'));
}
