import type { JsonObject, JsonValue } from '../jsonrpc/message.ts';
import { printable } from '../jsonrpc/printable.ts';
import { isObject, member } from '../jsonrpc/value.ts';

/** How much of a call's arguments an engine outside gets to see. */
export type SentArguments = 'none' | 'names' | 'full';

/** What another policy engine is asked. */
export interface OutsideQuestion {
  readonly agent: string;
  readonly agentId: string | null;
  readonly verified: boolean;
  readonly server: string;
  readonly session: string;
  readonly method: string;
  readonly action: string | null;
  readonly resource: string | null;
  readonly args: JsonObject | null;
}

/** Writes a question as an evaluation request (OpenID AuthZEN 1.0 §6.1); `readAuthzenRequest` reads it back. */
export function authzenRequest(question: OutsideQuestion, sent: SentArguments): JsonObject {
  const { agent, agentId, verified, server, session, method, action, resource, args } = question;
  return {
    subject: { type: 'agent', id: agentId ?? agent, properties: { name: agent, verified } },
    action: { name: action ?? method, properties: sent === 'full' ? (args ?? {}) : {} },
    resource: {
      type: TYPES.get(method) ?? 'mcp',
      id: resource ?? (action === null ? server : `${server}/${action}`),
      properties: { server, method },
    },
    context: {
      session,
      // Names say what a call is about, and hold none of what it carries.
      ...(sent === 'names' ? { argument_names: Object.keys(args ?? {}).slice(0, MAX_NAMES) } : {}),
    },
  };
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'tool'],
  ['prompts/get', 'prompt'],
  ['resources/read', 'resource'],
  ['resources/subscribe', 'resource'],
]);

const MAX_NAMES = 100;

/** What another engine says; null where it does not say. */
export function readAuthzenResponse(value: JsonValue): { readonly allowed: boolean; readonly reason: string } | null {
  const decision = member(value, 'decision');
  // INVARIANT: nothing but `true` allows; a text that reads `true` is no decision.
  if (typeof decision !== 'boolean') return null;
  return { allowed: decision, reason: reasonOf(member(value, 'context')) };
}

/** The first text of what may be a reason; an engine is free in what it says there. */
function reasonOf(context: JsonValue | undefined): string {
  for (const key of ['reason_user', 'reason_admin', 'reason']) {
    const text = firstText(member(context, key));
    if (text !== null) return printable(text, MAX_REASON);
  }
  return 'it gives no reason';
}

const MAX_REASON = 300;

function firstText(value: JsonValue | undefined): string | null {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return null;
  const english = member(value, 'en');
  const found = typeof english === 'string' ? english : Object.values(value).find((one) => typeof one === 'string');
  return typeof found === 'string' ? found : null;
}
