import { describe, expect, it } from 'vitest';
import { LeashError } from '../../../src/errors.ts';
import { LoginFailure, refusal } from '../../../src/edge/http/upstreamAuthFailure.ts';

describe('LoginFailure', () => {
  it('is an error of Leash that says whether to try again', () => {
    const passing = new LoginFailure('not reached', { isFinal: false });
    expect(passing).toBeInstanceOf(LeashError);
    expect(passing).toMatchObject({ code: 'ERR_LOGIN_FAILED', message: 'not reached', isFinal: false });
    expect(refusal('no')).toMatchObject({ code: 'ERR_LOGIN_FAILED', message: 'no', isFinal: true });
  });
});
