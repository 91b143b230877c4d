import { ownHomeAt } from '../../app/place.ts';
import { resumeAll as resume, stoppedState } from '../../app/stopAll.ts';
import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { haveUnlocked, STDIN_OPTION } from '../passphrase.ts';

/** `leash resume-all`: lets policies decide again. */
export const resumeAll: LeashCommand = {
  usage: 'resume-all',
  summary: 'let the policies decide again after `leash stop-all`',
  options: [STDIN_OPTION],
  examples: ['leash resume-all'],
  async run(invocation) {
    const { output } = invocation;
    const home = ownHomeAt(invocation.home);
    if ((await stoppedState(home)) !== null) await haveUnlocked(invocation, 'resume-all');
    const { changed } = await resume(home, { by: 'cli' });
    if (output.isJson) output.json({ stopped: false, changed });
    else output.line(changed ? output.paint('green', 'resumed: the policies decide again') : 'nothing was stopped');
    return EXIT.ok;
  },
};
