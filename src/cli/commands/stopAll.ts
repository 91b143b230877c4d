import { ownHomeAt } from '../../app/place.ts';
import { stopAll as stop } from '../../app/stopAll.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { textOption, type LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';

/** `leash stop-all`: the kill switch. It needs no live proxy, and holds for those that start later. */
export const stopAll: LeashCommand = {
  usage: 'stop-all',
  summary: 'deny every call of every proxy within a second, until `leash resume-all`',
  options: [['--reason <text>', 'why, for the log and for those who are denied']],
  examples: ['leash stop-all', 'leash stop-all --reason "checking what the agent did"'],
  async run(invocation) {
    const { output } = invocation;
    const reason = textOption(invocation, 'reason') ?? '';
    const { changed, unrecorded } = await stop(ownHomeAt(invocation.home), { by: 'cli', reason });
    if (output.isJson) output.json({ stopped: true, changed, reason, unrecorded });
    else output.line(output.paint('red', changed ? 'stopped: every call is denied' : 'it was stopped already'));
    if (unrecorded === null) return EXIT.ok;
    output.remark(`it is stopped, but the log does not say so: ${printable(unrecorded, 500)}`);
    return EXIT.environment;
  },
};
