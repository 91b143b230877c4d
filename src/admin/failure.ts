import { LeashError, type LeashErrorCode } from '../errors.ts';
import { ProblemError, type ProblemKey } from './problem.ts';

/** What somebody hears whose request failed. What nobody foresaw is told in no detail: it may quote what they may not see. */
export function problemOf(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (!(error instanceof LeashError)) return new ProblemError('internal');
  const key = KEYS.get(error.code);
  return key === undefined ? new ProblemError('internal') : new ProblemError(key, { detail: error.message });
}

const KEYS: ReadonlyMap<LeashErrorCode, ProblemKey> = new Map<LeashErrorCode, ProblemKey>([
  ['ERR_USAGE', 'invalid'],
  ['ERR_AGENT_INVALID', 'invalid'],
  ['ERR_AGENT_UNKNOWN', 'not-found'],
  ['ERR_POLICY_INVALID', 'conflict'],
  ['ERR_CONFIG_INVALID', 'conflict'],
  ['ERR_PINS_INVALID', 'conflict'],
  ['ERR_LOG_TAMPERED', 'conflict'],
  ['ERR_LOG_UNAVAILABLE', 'unavailable'],
  ['ERR_LOG_OVERLOADED', 'unavailable'],
  ['ERR_LIMIT_UNAVAILABLE', 'unavailable'],
  ['ERR_AGENTS_UNREADABLE', 'unavailable'],
  ['ERR_HOME_UNSAFE', 'unavailable'],
  ['ERR_KEY_UNREADABLE', 'unavailable'],
  ['ERR_CONTROL_UNREACHABLE', 'unavailable'],
  ['ERR_SCAN_FAILED', 'unavailable'],
]);
