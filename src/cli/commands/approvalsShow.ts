import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { fleetFor, heldCall, printCall } from '../heldCalls.ts';
import { isoTime } from '../time.ts';

/** `leash approvals show`: one held call, exactly as it is sent if somebody approves it. */
export const approvalsShow: LeashCommand = {
  usage: 'show <id>',
  summary: 'show a held call exactly as it is sent if you approve it',
  examples: ['leash approvals show 7f3a', 'leash approvals show 7f3a --json'],
  async run(invocation) {
    const { words, output } = invocation;
    const call = await heldCall(fleetFor(invocation), words[0] ?? '');
    if (output.isJson) output.json({ ...call, at: isoTime(call.at), expiresAt: isoTime(call.expiresAt) });
    else printCall(call, Date.now(), output);
    return EXIT.ok;
  },
};
