import { LeashError } from '../../errors.ts';

/** Why there is no token, in words that hold no secret; so it keeps no cause, whose words might. */
export class LoginFailure extends LeashError {
  /** Whether it would fail again: the authorization server said no, instead of not being reached. */
  readonly isFinal: boolean;

  constructor(message: string, { isFinal }: { readonly isFinal: boolean }) {
    super('ERR_LOGIN_FAILED', message);
    this.name = 'LoginFailure';
    this.isFinal = isFinal;
  }
}

/** A failure that would come again. */
export function refusal(message: string): LoginFailure {
  return new LoginFailure(message, { isFinal: true });
}
