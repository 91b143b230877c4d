import { argsHashOf } from '../audit/argsHash.ts';
import { canonicalJson } from '../audit/canonical.ts';
import type { JsonObject, JsonValue, RequestId } from '../jsonrpc/message.ts';
import { printable } from '../jsonrpc/printable.ts';
import { isObject, member } from '../jsonrpc/value.ts';
import type { AskedCall, Choice } from './asked.ts';

/** The name of the one field of the form. */
const FIELD = 'decision';
/** What the question is called inside an answer (2026-07-28, `inputRequests`). */
export const QUESTION_KEY = 'leash-approval';

/** The choices of the form, the safe one first; what is not among them is no approval. */
const CHOICES: Readonly<Record<string, Choice>> = {
  deny: { verdict: 'deny', reach: 'once' },
  'approve once': { verdict: 'approve', reach: 'once' },
  'approve for this session': { verdict: 'approve', reach: 'session' },
};

/** A text that is longer is not shown in a client's form: nobody would look through it. */
const MAX_SHOWN = 16_000;

/** `elicitation/create` for a call (MCP, elicitation, form mode); null where it is too long to be shown whole. */
export function questionOf(call: AskedCall): JsonObject | null {
  const message = messageOf(call);
  if (message === null || message.length > MAX_SHOWN) return null;
  const choices = Object.entries(CHOICES).filter(([, { reach }]) => reach === 'once' || call.reaches.includes(reach));
  const requestedSchema = {
    type: 'object',
    properties: { [FIELD]: { type: 'string', title: 'Decision', enum: choices.map(([name]) => name) } },
    required: [FIELD],
  };
  return { message, requestedSchema };
}

/** The same as a request of Leash's own. */
export function elicitationLine(id: RequestId, params: JsonObject): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method: 'elicitation/create', params });
}

/** The same as an answer that asks first (2026-07-28, InputRequiredResult). */
export function inputRequiredLine(id: RequestId, params: JsonObject, requestState: string): string {
  const inputRequests = { [QUESTION_KEY]: { method: 'elicitation/create', params: { mode: 'form', ...params } } };
  return JSON.stringify({ jsonrpc: '2.0', id, result: { resultType: 'input_required', inputRequests, requestState } });
}

/** Reads what a client answered. INVARIANT: nothing but the explicit choice approves, all else denies. */
export function choiceOf(result: JsonValue | undefined): Choice {
  const action = member(result, 'action');
  if (action === 'decline') return { ...DENY, reason: 'declined' };
  const content = action === 'accept' ? member(result, 'content') : undefined;
  const chosen = isObject(content) && Object.keys(content).length === 1 ? member(content, FIELD) : undefined;
  const choice = typeof chosen === 'string' && Object.hasOwn(CHOICES, chosen) ? CHOICES[chosen] : undefined;
  return (
    choice ?? { ...DENY, reason: action === 'cancel' ? 'dismissed without a choice' : 'the answer makes no choice' }
  );
}

const DENY: Choice = { verdict: 'deny', reach: 'once' };

/** Whether a client says that it can show a form: `{}` means forms, where modes are named `form` must be among them. */
export function canElicit(capabilities: JsonValue | undefined): boolean {
  const elicitation = member(capabilities, 'elicitation');
  if (!isObject(elicitation)) return false;
  return member(elicitation, 'form') !== undefined || member(elicitation, 'url') === undefined;
}

/** One line for each argument, in canonical JSON: a text cannot end its line, and what does not show is spelled out. */
function messageOf({ agent, server, method, action, resource, args, reason }: AskedCall): string | null {
  const hash = argsHashOf(args);
  if (hash === null) return null;
  const what = action === null ? method : `${server}/${action}`;
  const lines = [
    `Leash asks for your approval. The agent ${shown(agent)} wants to use ${shown(what)}${action === null ? ` of ${shown(server)}` : ''}.`,
    `Why you are asked: ${printable(reason, 500)}`,
  ];
  if (action !== null && method !== 'tools/call') lines.push(`Method: ${shown(method)}`);
  if (resource !== null) lines.push(`Resource: ${shown(resource)}`);
  const members = Object.entries(args ?? {});
  if (args !== null) lines.push(members.length === 0 ? 'It has no arguments.' : 'Exactly this is sent:');
  for (const [key, value] of members) lines.push(`  ${shown(key)}: ${printable(canonicalJson(value), Infinity)}`);
  lines.push(`(${hash.hash.slice(0, 23)}; nothing is sent unless you choose to approve)`);
  return lines.join('\n');
}

function shown(text: string): string {
  return printable(JSON.stringify(text), Infinity);
}
