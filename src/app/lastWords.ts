import type { DecisionDraft } from '../audit/entry.ts';
import { errorResponse, WIRE_CODE } from '../jsonrpc/errors.ts';
import type { RequestId } from '../jsonrpc/message.ts';
import type { SessionEvent } from '../proxy/effects.ts';

/**
 * Answers for a session that failed: each request gets one answer, whether the session still gave it or not. Ids are
 * compared by type and value: `1` is not `"1"`.
 */
export class LastWords {
  readonly #answered = new Set<RequestId>();

  /** An answer that the session itself still gave. */
  heard(line: string): void {
    const id = responseId(line);
    if (id !== null) this.#answered.add(id);
  }

  /** The answer that a request still lacks; null where it has one, or wants none. */
  answer(id: RequestId | null): string | null {
    if (id === null || this.#answered.has(id)) return null;
    this.#answered.add(id);
    const text =
      'Leash failed on a message of this session and has ended it; what was not answered was not run to its end';
    return errorResponse(id, WIRE_CODE.serverGone, text);
  }
}

/** The client's request that this event leaves without an answer when nobody handles it. */
export function unansweredId(event: SessionEvent, draft: DecisionDraft | null): RequestId | null {
  switch (event.type) {
    case 'line':
      return event.from === 'client' ? requestId(event.line) : responseId(event.line);
    case 'oversize':
      return (event.from === 'client') === (event.method !== null) ? event.id : null;
    case 'recorded':
    case 'record-failed':
      return draft?.from === 'client' ? draft.jsonrpcId : null;
    case 'exchange-failed':
    case 'inspected':
    case 'inspect-failed':
      return event.id;
    case 'exchange-opened':
    case 'exchange-paused':
    case 'exchange-abandoned':
    case 'limited':
    case 'limit-failed':
    case 'consulted':
    case 'approval-held':
    case 'approval-answered':
    case 'waiting':
    case 'pins-changed':
    case 'policy-changed':
    case 'server-exited':
    case 'client-closed':
      return null;
  }
}

/** The id of a request; null for all else. Never throws. */
function requestId(line: Buffer | string): RequestId | null {
  return messageId(line, true);
}

/** The id of a response; null for all else. Never throws. */
function responseId(line: Buffer | string): RequestId | null {
  return messageId(line, false);
}

function messageId(line: Buffer | string, wantsMethod: boolean): RequestId | null {
  try {
    const value: unknown = JSON.parse(line.toString());
    if (typeof value !== 'object' || value === null || !('id' in value) || 'method' in value !== wantsMethod)
      return null;
    return typeof value.id === 'string' || typeof value.id === 'number' ? value.id : null;
  } catch {
    return null;
  }
}
