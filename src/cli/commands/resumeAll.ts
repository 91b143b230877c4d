import { ownHomeAt } from '../../app/place.ts';
import { resumeAll as resume } from '../../app/stopAll.ts';
import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';

/** `leash resume-all`: lets policies decide again. */
export const resumeAll: LeashCommand = {
  usage: 'resume-all',
  summary: 'let the policies decide again after `leash stop-all`',
  examples: ['leash resume-all'],
  async run({ home, output }) {
    const { changed } = await resume(ownHomeAt(home), { by: 'cli' });
    if (output.isJson) output.json({ stopped: false, changed });
    else output.line(changed ? output.paint('green', 'resumed: the policies decide again') : 'nothing was stopped');
    return EXIT.ok;
  },
};
