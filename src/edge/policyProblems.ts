import type { Problem } from '../authz/source.ts';
import { LeashError } from '../errors.ts';
import { printable } from '../jsonrpc/printable.ts';

/** A set of policies that is not put in force, with everything that is wrong with it. */
export class InvalidPolicyError extends LeashError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const shown = problems.slice(0, MAX_SHOWN).map(formatProblem);
    const more = problems.length - shown.length;
    super('ERR_POLICY_INVALID', [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'));
    this.name = 'InvalidPolicyError';
    this.problems = problems;
  }
}

/** `file:line:column: message`, as compilers say it, safe for a terminal. */
export function formatProblem({ file, at, message }: Problem): string {
  return printable(`${file}:${at.line}:${at.column}: ${message}`, MAX_LENGTH);
}

const MAX_SHOWN = 50;
const MAX_LENGTH = 2000;
