import { inspect } from 'node:util';
import { LeashError } from '../errors.ts';
import { printable } from '../jsonrpc/printable.ts';

/** What people read of an error: what happened and the way out; where in the program it happened only with `--debug`. */
export function describeError(error: unknown, isDebug: boolean): string {
  const said = isDebug ? `${sentence(error)}\n${inspect(error)}` : sentence(error);
  // Messages quote paths, names and files: what a terminal would obey is shown, not sent.
  return `${said
    .split('\n')
    .map((line) => printable(line, 2000))
    .join('\n')}\n`;
}

function sentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof LeashError)) return `leash: unexpected error: ${message}; --debug shows where it comes from`;
  // Its lines begin with their spot, as those of a compiler.
  return error.code === 'ERR_POLICY_INVALID' ? `leash: the policies are not valid\n${message}` : `leash: ${message}`;
}
