import { errorResponse, WIRE_CODE } from '../jsonrpc/errors.ts';
import type { RequestId } from '../jsonrpc/message.ts';

/**
 * Answers for a session that failed: keeps each request to one answer, whether the session still gave it or not.
 * Ids are compared by type and value: `1` is not `"1"`.
 */
export class LastWords {
  readonly #answered = new Set<RequestId>();

  /** An answer that the session itself still gave. */
  heard(line: string): void {
    const id = messageId(line);
    if (id !== null) this.#answered.add(id);
  }

  /** The answer that a request still lacks; null where it has one, or wants none. */
  answer(id: RequestId | null): string | null {
    if (id === null || this.#answered.has(id)) return null;
    this.#answered.add(id);
    return errorResponse(
      id,
      WIRE_CODE.serverGone,
      'Leash failed on a message of this session and has ended it; nothing was run',
    );
  }
}

/** The id of one line, request or response; null where none can be told. Never throws. */
export function messageId(line: string): RequestId | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('id' in value)) return null;
    return typeof value.id === 'string' || typeof value.id === 'number' ? value.id : null;
  } catch {
    return null;
  }
}
