import type { LeashErrorCode } from '../errors.ts';

/** How every command ends: done, something was found or denied, the words are wrong, the surroundings are; or Ctrl+C. */
export const EXIT = { ok: 0, finding: 1, usage: 2, environment: 3, interrupted: 130 } as const;

/** The exit code for an error; null for one that nobody foresaw. */
export function exitCodeOf(code: LeashErrorCode | null): number {
  return code === null ? EXIT.environment : exitCodes[code];
}

const exitCodes: Readonly<Record<LeashErrorCode, number>> = {
  ERR_USAGE: EXIT.usage,
  ERR_CONFIG_INVALID: EXIT.usage,
  ERR_POLICY_INVALID: EXIT.finding,
  ERR_LOG_TAMPERED: EXIT.finding,
  ERR_HOME_UNSAFE: EXIT.environment,
  ERR_KEY_UNREADABLE: EXIT.environment,
  ERR_PINS_INVALID: EXIT.environment,
  ERR_LOG_UNAVAILABLE: EXIT.environment,
  ERR_LOG_OVERLOADED: EXIT.environment,
  ERR_LIMIT_UNAVAILABLE: EXIT.environment,
  ERR_SPAWN_FAILED: EXIT.environment,
  ERR_LOGIN_FAILED: EXIT.environment,
  ERR_SCAN_FAILED: EXIT.environment,
  ERR_AGENT_INVALID: EXIT.usage,
  ERR_AGENT_UNKNOWN: EXIT.usage,
  ERR_AGENTS_UNREADABLE: EXIT.environment,
  ERR_CONTROL_UNREACHABLE: EXIT.environment,
  ERR_PASSPHRASE: EXIT.finding,
  ERR_CLIENT_CONFIG: EXIT.environment,
};
