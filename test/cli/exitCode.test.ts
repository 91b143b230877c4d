import { describe, expect, it } from 'vitest';

import { EXIT, exitCodeOf } from '../../src/cli/exitCode.ts';

describe('the exit codes', () => {
  it('are what scripts rely on', () => {
    expect(EXIT).toEqual({ ok: 0, finding: 1, usage: 2, environment: 3, interrupted: 130 });
  });

  it.each([
    ['ERR_USAGE', 2],
    ['ERR_CONFIG_INVALID', 2],
    ['ERR_POLICY_INVALID', 1],
    ['ERR_LOG_TAMPERED', 1],
    ['ERR_HOME_UNSAFE', 3],
    ['ERR_KEY_UNREADABLE', 3],
    ['ERR_LOG_UNAVAILABLE', 3],
    ['ERR_LOG_OVERLOADED', 3],
    ['ERR_LIMIT_UNAVAILABLE', 3],
    ['ERR_SPAWN_FAILED', 3],
    ['ERR_LOGIN_FAILED', 3],
    [null, 3],
  ] as const)('of %s is %i', (code, want) => expect(exitCodeOf(code)).toBe(want));
});
