import type { JsonValue } from '../../jsonrpc/message.ts';

/** What the surroundings of a server look like, for matchers that need to know (`under`). */
export interface MatchEnvironment {
  /** The server's working directory, absolute; relative paths in arguments start here. */
  readonly cwd: string;
  /** What `~` means to the server. */
  readonly home: string;
  /**
   * Resolves symlinks of an existing path; null where it does not exist; throws where it cannot tell.
   * Null as a whole for a server on another machine: `under` is lexical then.
   */
  readonly realpath: ((path: string) => string | null) | null;
}

/** `error` is a value that the matcher cannot judge: it never helps to allow, and a deny or ask rule counts it as a match. */
export type MatchResult = 'match' | 'miss' | 'error';

/** One compiled matcher. Never throws; linear in the size of the value. */
export interface Matcher {
  /** What it wants, for a near miss: ``under `/data/project` ``. Holds text of the policy only, never of the call. */
  readonly wants: string;
  /** `value` is undefined where the argument is missing. */
  test(value: JsonValue | undefined, environment: MatchEnvironment): MatchResult;
}
