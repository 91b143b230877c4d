import type { RequestId } from './message.ts';

/**
 * Narrows to an id as MCP has it: a string, or an integer that JavaScript holds exactly. Not -0, which is an integer to
 * JavaScript and is written back as 0.
 */
export function isRequestId(value: unknown): value is RequestId {
  return (
    typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0))
  );
}
