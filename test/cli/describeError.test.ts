import { describe, expect, it } from 'vitest';

import { describeError } from '../../src/cli/describeError.ts';
import { LeashError } from '../../src/errors.ts';
import { expectHarmless, HOSTILE } from './home.ts';

describe('describeError', () => {
  it('says what happened on one line, without a stack', () => {
    const error = new LeashError('ERR_HOME_UNSAFE', '`/x` is not a folder', { cause: new Error('inner') });
    expect(describeError(error, false)).toBe('leash: `/x` is not a folder\n');
  });

  it('leaves the lines of policy problems as a compiler prints them', () => {
    const error = new LeashError('ERR_POLICY_INVALID', 'a.yaml:1:1: one\na.yaml:2:1: two');
    expect(describeError(error, false)).toBe('leash: the policies are not valid\na.yaml:1:1: one\na.yaml:2:1: two\n');
  });

  it.each([new Error('went wrong'), 'went wrong'])('owns up to what nobody foresaw', (error) => {
    expect(describeError(error, false)).toBe(
      'leash: unexpected error: went wrong; --debug shows where it comes from\n',
    );
  });

  it('shows the stack, and that of the cause, with --debug', () => {
    const error = new LeashError('ERR_LOG_UNAVAILABLE', 'outer', { cause: new TypeError('inner') });
    const text = describeError(error, true);
    expect(text).toMatch(/^leash: outer\n/);
    expect(text).toContain('TypeError: inner');
    expect(text).toMatch(/\n +at /);
  });

  it('never lets a foreign text in a message reach the terminal', () => {
    for (const isDebug of [false, true]) {
      expectHarmless(describeError(new LeashError('ERR_USAGE', HOSTILE, { cause: new Error(HOSTILE) }), isDebug));
      expectHarmless(describeError(HOSTILE, isDebug));
    }
  });
});
