/** Every way a promise of Leash can break, as a stable code; numeric JSON-RPC codes live in `jsonrpc/errors.ts` alone. */
export type LeashErrorCode =
  | 'ERR_USAGE'
  | 'ERR_CONFIG_INVALID'
  | 'ERR_HOME_UNSAFE'
  | 'ERR_KEY_UNREADABLE'
  | 'ERR_POLICY_INVALID'
  | 'ERR_PINS_INVALID'
  | 'ERR_LOG_UNAVAILABLE'
  | 'ERR_LOG_OVERLOADED'
  | 'ERR_LIMIT_UNAVAILABLE'
  | 'ERR_LOG_TAMPERED'
  | 'ERR_SPAWN_FAILED'
  | 'ERR_LOGIN_FAILED'
  | 'ERR_SCAN_FAILED'
  | 'ERR_AGENT_INVALID'
  | 'ERR_AGENT_UNKNOWN'
  | 'ERR_AGENTS_UNREADABLE'
  | 'ERR_CONTROL_UNREACHABLE'
  | 'ERR_PASSPHRASE'
  | 'ERR_CLIENT_CONFIG';

/** A broken promise (bad configuration, tampered log, no disk); an expected outcome is a union instead. */
export class LeashError extends Error {
  readonly code: LeashErrorCode;

  constructor(code: LeashErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LeashError';
    this.code = code;
  }
}

/** Makes a `switch` over a union exhaustive at compile time, and fails closed at run time. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}
