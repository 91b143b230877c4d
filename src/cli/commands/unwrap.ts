import { homeAt } from '../../app/place.ts';
import { carryOut } from '../carryOut.ts';
import { flag, type LeashCommand } from '../command.ts';
import { chosenFiles, scopeOption } from './wrap.ts';

/** `leash unwrap`: takes Leash away again, and leaves what stood there before. */
export const unwrap: LeashCommand = {
  usage: 'unwrap [client] [server]',
  summary: 'take Leash away from before the servers of your clients, byte for byte',
  options: [
    ['--dry-run', 'show what would change, and change nothing'],
    ['--yes', 'change it without a question'],
    ['--scope <scope>', 'user, or project for the settings in this folder (default: user)'],
    ['--force', 'put back what was there also where the entry was changed since'],
  ],
  examples: ['leash unwrap', 'leash unwrap cursor filesystem', 'leash unwrap --dry-run'],
  async run(invocation) {
    const { planUnwraps } = await import('../../app/unwrap.ts');
    const chosen = await chosenFiles(invocation);
    const [client = null] = invocation.words;
    const options = { client, scope: scopeOption(invocation), force: flag(invocation, 'force') };
    const plans = await planUnwraps(homeAt(invocation.home), chosen, options);
    return carryOut(invocation, { plans, unreadable: chosen.unreadable, verb: 'unwrap', done: 'without Leash' });
  },
};
