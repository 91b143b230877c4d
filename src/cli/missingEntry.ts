import type { ShowResult } from '../app/auditShow.ts';
import { printable } from '../jsonrpc/printable.ts';
import { usageError } from './command.ts';
import { EXIT } from './exitCode.ts';
import { remarkUnreadable } from './logLines.ts';
import type { Output } from './output.ts';

/** Says that there is no such entry, and gives the exit code; throws `ERR_USAGE` for what can be none. */
export function missingEntry(id: string, result: Exclude<ShowResult, { kind: 'found' }>, output: Output): number {
  if (result.kind === 'no-id') {
    throw usageError(`\`${id}\` is no entry, expected an id or a place such as 00:42; \`leash audit log\` lists them`);
  }
  remarkUnreadable(output, result.unreadable);
  output.remark(`there is no entry ${printable(id)}`);
  return result.unreadable.length === 0 ? EXIT.finding : EXIT.environment;
}
