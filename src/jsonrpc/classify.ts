import { isAscii, isUtf8 } from 'node:buffer';
import { textNestsDeeper, valueNestsDeeper } from './depth.ts';
import { findLookalike, JUDGED_KEYS } from './lookalike.ts';
import type { ClassifiedMessage, Fidelity, JsonObject, JsonValue, MalformedReason, RequestId } from './message.ts';
import { NOBODY, owedBy, owedByBatch, owedByStranger, owedOf, type Owed } from './owed.ts';
import { isRequestId } from './requestId.ts';
import { salvage } from './salvage.ts';
import { inspectJson } from './strict.ts';
import { isObject, member } from './value.ts';
import { isTooHeavy } from './weight.ts';

/** How far a message may go. */
export interface ClassifyLimits {
  /** How deep arrays and objects may nest; the message itself is the first level. */
  readonly maxDepth: number;
}

/**
 * Reads one line of the wire, without its newline. Never throws: hostile input is a value like any other, and what
 * cannot be read, or could be read in two ways, is `malformed`.
 */
export function classify(line: Buffer, limits: ClassifyLimits): ClassifiedMessage {
  try {
    if (isAscii(line)) return classifyText(line, line.toString('latin1'), limits);
    const text = line.toString('utf8');
    return isUtf8(line) ? classifyText(line, text, limits) : notUtf8(classifyText(line, text, limits));
  } catch {
    // Only the engine's own limits end here: the longest string it can make, the deepest value it can write.
    return malformed('too-large', 'the message is larger than can be read', owedOf(line));
  }
}

type Malformed = Extract<ClassifiedMessage, { kind: 'malformed' }>;

const EXACT: Fidelity = { kind: 'exact' };
const EQUIVALENT: Fidelity = { kind: 'equivalent' };

function malformed(why: MalformedReason, detail: string, owed: Owed): Malformed {
  return { kind: 'malformed', why, detail, ids: owed.ids, answers: owed.answers, method: owed.method };
}

/** From this length on a text is checked for depth and parts before it is parsed; what a shorter one turns into is bearable. */
const LARGE_TEXT = 2 * 1024 * 1024;

function classifyText(line: Buffer, text: string, limits: ClassifyLimits): ClassifiedMessage {
  if (text.length > LARGE_TEXT && textNestsDeeper(text, limits.maxDepth)) return tooDeep(line, limits);
  if (text.length > LARGE_TEXT && isTooHeavy(line)) {
    return malformed('too-large', 'it is made of more parts than can be read in time', owedOf(line));
  }
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return malformed('not-json', 'it is not JSON', NOBODY);
  }
  if (valueNestsDeeper(value, limits.maxDepth)) return tooDeep(line, limits);
  if (Array.isArray(value)) return malformed('batch', 'it is a batch', owedByBatch(value, text));
  if (!isObject(value)) return malformed('not-jsonrpc', 'it is not an object', NOBODY);
  if (member(value, 'jsonrpc') !== '2.0') {
    return malformed('not-jsonrpc', 'it does not say `jsonrpc: "2.0"`', owedByStranger(value, line));
  }
  return classifyObject({ line, text, limits }, value);
}

function tooDeep(line: Buffer, { maxDepth }: ClassifyLimits): Malformed {
  return malformed('too-deep', `it nests deeper than ${maxDepth} levels`, owedOf(line));
}

interface Source {
  readonly line: Buffer;
  readonly text: string;
  readonly limits: ClassifyLimits;
}

function classifyObject({ line, text, limits }: Source, value: JsonObject): ClassifiedMessage {
  // Text that is what the value gives back has no key twice and no number that was rounded: each would be missing.
  const exact = JSON.stringify(value) === text;
  let fidelity = EXACT;
  if (!exact) {
    if (hasLineBreak(text)) return malformed('line-break', 'it holds a line break', owedOf(line));
    const { duplicateKey, topLevelDuplicate, unfaithfulNumber, maxDepth } = inspectJson(text);
    // What a duplicate key has pushed out of the value may be deep too.
    if (maxDepth > limits.maxDepth) return tooDeep(line, limits);
    if (topLevelDuplicate) return malformed('duplicate-key', 'a top-level key stands twice', owedOf(line));
    if (typeof value.id === 'number' && unfaithfulNumber !== null && salvage(line).id === null) {
      return malformed('bad-id', BAD_ID, owedOf(line));
    }
    fidelity = inexactFidelity(duplicateKey, unfaithfulNumber);
  }
  const lookalike = lookalikeIn(value);
  if (lookalike !== null) return malformed('lookalike-key', lookalike, owedBy(value));
  return Object.hasOwn(value, 'method') ? classifyCall(value, fidelity) : classifyResponse(value, fidelity);
}

/**
 * JSON allows line breaks between tokens, and this transport does not (MCP, stdio). A reader in text mode, as Python's
 * is, ends a line at a lone CR: the rest of the message would be messages of their own to it.
 */
function hasLineBreak(text: string): boolean {
  const content = text.trim();
  return content.includes('\r') || content.includes('\n');
}

function inexactFidelity(duplicateKey: string | null, unfaithfulNumber: string | null): Fidelity {
  if (duplicateKey !== null) {
    return { kind: 'lossy', why: 'duplicate-key', detail: `the key at ${duplicateKey} stands twice` };
  }
  if (unfaithfulNumber !== null) {
    return { kind: 'lossy', why: 'number', detail: `the number at ${unfaithfulNumber} cannot be held exactly` };
  }
  return EQUIVALENT;
}

/** What is wrong with a key that another reader could take for a judged one; null where there is none. */
function lookalikeIn(value: JsonObject): string | null {
  // The params of a response mean nothing.
  const params = Object.hasOwn(value, 'method') ? member(value, 'params') : undefined;
  return (
    findLookalike(value, JUDGED_KEYS.topLevel) ??
    findLookalike(params, JUDGED_KEYS.params) ??
    findLookalike(member(params, 'ref'), JUDGED_KEYS.ref) ??
    findLookalike(member(params, 'notifications'), JUDGED_KEYS.notifications)
  );
}

const BAD_ID = 'its id is neither a string nor an integer that can be held exactly';

/** A request or a notification: the object has a method. */
function classifyCall(value: JsonObject, fidelity: Fidelity): ClassifiedMessage {
  const { method, id } = value;
  if (typeof method !== 'string') return malformed('not-jsonrpc', 'its method is not a string', owedBy(value));
  if (Object.hasOwn(value, 'result') || Object.hasOwn(value, 'error')) {
    return malformed('not-jsonrpc', 'it is a request and a response at once', owedBy(value));
  }
  const params = member(value, 'params');
  if (params !== undefined && (typeof params !== 'object' || params === null)) {
    return malformed('not-jsonrpc', 'its params are neither an object nor an array', owedBy(value));
  }
  if (!Object.hasOwn(value, 'id')) return { kind: 'notification', method, params, value, fidelity };
  if (!isRequestId(id)) return malformed('bad-id', BAD_ID, owedBy(value));
  return { kind: 'request', id, method, params, value, fidelity };
}

function classifyResponse(value: JsonObject, fidelity: Fidelity): ClassifiedMessage {
  const { id, result, error } = value;
  const isResult = Object.hasOwn(value, 'result');
  if (isResult === Object.hasOwn(value, 'error')) {
    return malformed('not-jsonrpc', 'it has no method, and not one of result and error', owedBy(value));
  }
  if (!isRequestId(id)) return malformed('bad-id', BAD_ID, owedBy(value));
  if (isResult && result !== undefined) {
    return { kind: 'response', id, outcome: 'result', body: result, value, fidelity };
  }
  if (!isObject(error)) return malformed('not-jsonrpc', 'its error is not an object', owedBy(value));
  return { kind: 'response', id, outcome: 'error', body: error, value, fidelity };
}

/** Where bytes were no UTF-8, the text has U+FFFD in their place: an id that holds one may be another. */
function notUtf8(read: ClassifiedMessage): Malformed {
  const { ids, answers, method } = read.kind === 'malformed' ? read : owedBy(read.value);
  const certain = (id: RequestId) => typeof id === 'number' || !id.includes('\uFFFD');
  return malformed('invalid-utf8', 'it is not UTF-8', {
    ids: ids.filter(certain),
    answers: answers.filter(certain),
    method,
  });
}
