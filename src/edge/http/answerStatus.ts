import type { Era } from '../../http/era.ts';
import { statusForModernError } from '../../http/status.ts';
import type { JsonValue } from '../../jsonrpc/message.ts';
import { member } from '../../jsonrpc/value.ts';

/**
 * What a server's own HTTP status may become, where a JSON-RPC error is its body. All others speak of the hop behind
 * Leash: a 401 would make the client log in to Leash, and a 404 of the legacy era end its session.
 */
const PASSED_ON: Readonly<Record<Era, ReadonlySet<number>>> = {
  legacy: new Set([400, 500]),
  modern: new Set([400, 404, 500]),
};

/** An error is short: a longer answer is not read again to see whether it is one. */
const MAX_ERROR_BYTES = 1024 * 1024;

/** The HTTP status of an answer that is one JSON-RPC message; `given` is what the server itself answered with. */
export function answerStatus(line: Buffer, era: Era, given: number): number {
  const error = errorOf(line);
  if (error === undefined) return 200;
  if (PASSED_ON[era].has(given)) return given;
  const code = member(error, 'code');
  return era === 'modern' && typeof code === 'number' ? statusForModernError(code) : 200;
}

function errorOf(line: Buffer): JsonValue | undefined {
  if (line.length > MAX_ERROR_BYTES || !line.includes('"error"')) return undefined;
  try {
    return member(JSON.parse(line.toString()) as JsonValue, 'error');
  } catch {
    return undefined;
  }
}
