import { argsHashOf } from '../audit/argsHash.ts';
import type { JsonObject, JsonValue } from '../jsonrpc/message.ts';
import { isObject, member } from '../jsonrpc/value.ts';
import type { Retry } from './asked.ts';
import { choiceOf, QUESTION_KEY } from './elicitation.ts';

/** What Leash's own `requestState` begins with. */
export const STATE_PREFIX = 'leash-approval:';

/** The members of a request that lead it back to a question (2026-07-28, InputResponseRequestParams). */
const LEADS_BACK = ['inputResponses', 'requestState'] as const;

/** What a request brings back to a question of Leash's; null where it comes back to none. */
export function comebackOf(params: JsonValue | undefined): Pick<Retry, 'state' | 'choice'> | null {
  const state = member(params, 'requestState');
  if (typeof state !== 'string' || !state.startsWith(STATE_PREFIX)) return null;
  const responses = member(params, 'inputResponses');
  // Nothing but the answer that was asked for: what else is there answers somebody else's question.
  const isOne = isObject(responses) && Object.keys(responses).length === 1;
  return { state, choice: choiceOf(isOne ? member(responses, QUESTION_KEY) : undefined) };
}

/** What of a request is the same when it comes again, as a hash; null where it has no canonical text. */
export function boundOf(method: string, params: JsonObject): string | null {
  const same = Object.entries(without(params)).filter(([key]) => key !== '_meta');
  return argsHashOf({ method, params: Object.fromEntries(same) })?.hash ?? null;
}

/** The members that the way back uses, as far as a request has them: the answer to a question of the server's own. */
export function carriedOf(params: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(params).filter(([key]) => isLeadingBack(key)));
}

/** The request as it was made at first: without what is Leash's, with what it carried then. */
export function restored(value: JsonObject, params: JsonObject, carried: JsonObject): JsonObject {
  return { ...value, params: { ...without(params), ...carried } };
}

function without(params: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(params).filter(([key]) => !isLeadingBack(key)));
}

function isLeadingBack(key: string): boolean {
  return LEADS_BACK.some((one) => one === key);
}
