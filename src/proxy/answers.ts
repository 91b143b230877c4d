import type { OutcomeDraft } from '../audit/entry.ts';
import type { Subject } from '../authz/mapping.ts';
import type { ClassifiedMessage, JsonValue } from '../jsonrpc/message.ts';
import { findLookalike, JUDGED_KEYS } from '../jsonrpc/lookalike.ts';
import { isObject, member } from '../jsonrpc/value.ts';

type Response = Extract<ClassifiedMessage, { kind: 'response' }>;

/** How an answer reads in the log: MCP tells a tool's own failure (`isError`) from a protocol error. */
export function outcomeOf(response: Response): Pick<OutcomeDraft, 'status' | 'errorCode'> {
  if (response.outcome === 'error') {
    const code = member(response.body, 'code');
    return { status: 'error', errorCode: Number.isSafeInteger(code) ? (code as number) : null };
  }
  return { status: member(response.body, 'isError') === true ? 'tool-error' : 'success', errorCode: null };
}

/**
 * The task that an answer created: `task.taskId` (2025-11-25, CreateTaskResult), or `taskId` beside
 * `resultType: "task"` in the modern era.
 */
export function createdTask(response: Response): string | null {
  if (response.outcome === 'error') return null;
  const modern = member(response.body, 'resultType') === 'task' ? member(response.body, 'taskId') : undefined;
  const id = member(member(response.body, 'task'), 'taskId') ?? modern;
  return typeof id === 'string' ? id : null;
}

/**
 * What a server asks of its client inside an answer (2026-07-28, InputRequiredResult): null where it asks nothing,
 * `unreadable` where something is there that cannot be judged.
 */
export function inputRequests(response: Response): readonly [Subject, ...Subject[]] | 'unreadable' | null {
  if (response.outcome === 'error') return null;
  // A client that ignores case would act on a question that nobody decided.
  if (isObject(response.body) && findLookalike(response.body, JUDGED_KEYS.result) !== null) return 'unreadable';
  const asked = member(response.body, 'inputRequests');
  if (asked === undefined) return null;
  if (!isObject(asked)) return 'unreadable';
  const methods = Object.values(asked).map(certainMethod);
  if (!methods.every((method) => typeof method === 'string')) return 'unreadable';
  const [first, ...rest] = methods.map((method): Subject => ({ method, action: null, resource: null, args: null }));
  if (first !== undefined) return [first, ...rest];
  // Nothing, as long as no other reader finds another key of the name.
  return response.fidelity.kind === 'lossy' ? 'unreadable' : null;
}

/** Undefined too where another reader could take another key for the method. */
function certainMethod(request: JsonValue): JsonValue | undefined {
  const ambiguous = isObject(request) && findLookalike(request, JUDGED_KEYS.topLevel) !== null;
  return ambiguous ? undefined : member(request, 'method');
}

/** Whether a request is of the modern era, where each one carries its protocol version (2026-07-28, `_meta`). */
export function isModern(params: JsonValue | undefined): boolean {
  return typeof member(member(params, '_meta'), 'io.modelcontextprotocol/protocolVersion') === 'string';
}
