import { LeashError } from '../errors.ts';

/** What is thrown where the log, or an entry of it, cannot be read; an error that says enough already stays as it is. */
export function unreadableLog(what: string, cause: unknown): LeashError {
  if (cause instanceof LeashError) return cause;
  const why = cause instanceof Error ? ` (${cause.message})` : '';
  return new LeashError('ERR_LOG_UNAVAILABLE', `${what}${why}; \`leash audit verify\` tells more`, { cause });
}
