import type { JsonObject, JsonValue } from '../jsonrpc/message.ts';
import { isObject, member } from '../jsonrpc/value.ts';
import { readAuthzenRequest, type AuthzenQuestion, type AuthzenReading } from './authzen.ts';
import { authzenError } from './authzenAnswer.ts';

/** Most evaluations of one request. */
export const MAX_EVALUATIONS = 100;

/** When the rest of the evaluations is left out (OpenID AuthZEN 1.0 §7.1.2). */
const SEMANTICS = ['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'] as const;
type Semantic = (typeof SEMANTICS)[number];

/** Several evaluations in one request, or one where there is no list of them. */
export type AuthzenBatch =
  | { readonly kind: 'single'; readonly reading: AuthzenReading }
  | { readonly kind: 'several'; readonly semantic: Semantic; readonly readings: readonly AuthzenReading[] }
  | { readonly kind: 'refused'; readonly why: string };

/** Reads an evaluations request (§7.1): what stands outside of the list holds for each item that does not say otherwise. */
export function readAuthzenBatch(value: JsonValue): AuthzenBatch {
  if (!isObject(value)) return { kind: 'refused', why: 'the body has to be an object' };
  const items = member(value, 'evaluations');
  if (items === undefined) return { kind: 'single', reading: readAuthzenRequest(value) };
  if (!Array.isArray(items)) return { kind: 'refused', why: '`evaluations` has to be a list' };
  if (items.length === 0) return { kind: 'single', reading: readAuthzenRequest(value) };
  if (items.length > MAX_EVALUATIONS) {
    return { kind: 'refused', why: `\`evaluations\` holds more than ${MAX_EVALUATIONS} items` };
  }
  const options = member(value, 'options');
  if (options !== undefined && !isObject(options)) return { kind: 'refused', why: '`options` has to be an object' };
  const asked = member(options, 'evaluations_semantic') ?? 'execute_all';
  const semantic = SEMANTICS.find((one) => one === asked);
  // One that nobody knows may want fewer of them carried out.
  if (semantic === undefined) {
    return { kind: 'refused', why: `\`options.evaluations_semantic\` takes ${SEMANTICS.join(', ')}` };
  }
  return { kind: 'several', semantic, readings: items.map((item) => readAuthzenRequest(withDefaults(value, item))) };
}

/** Evaluates one after the other, or all at once where none depends on another; the responses are in their order (§7.2). */
export async function evaluateBatch(
  { semantic, readings }: Extract<AuthzenBatch, { kind: 'several' }>,
  evaluate: (question: AuthzenQuestion) => Promise<JsonObject>,
): Promise<JsonObject> {
  const one = (reading: AuthzenReading): Promise<JsonObject> =>
    reading.kind === 'question' ? evaluate(reading.question) : Promise.resolve(authzenError(400, reading.why));
  if (semantic === 'execute_all') return { evaluations: await Promise.all(readings.map(one)) };
  const evaluations: JsonObject[] = [];
  for (const reading of readings) {
    const response = await one(reading);
    evaluations.push(response);
    if (response['decision'] === (semantic === 'permit_on_first_permit')) break;
  }
  return { evaluations };
}

function withDefaults(request: JsonObject, item: JsonValue): JsonValue {
  if (!isObject(item)) return item;
  const defaults: JsonObject = {};
  for (const key of ['subject', 'action', 'resource', 'context']) {
    const value = member(request, key);
    if (value !== undefined) defaults[key] = value;
  }
  return { ...defaults, ...item };
}
