import { isLocked, lock, unlock } from '../../app/unlock.ts';
import { ownHomeAt } from '../../app/place.ts';
import { flag, usageError, type LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { passphrases, STDIN_OPTION } from '../passphrase.ts';

/** `leash approvals lock`: from then on, what lets more through needs a passphrase that no program can read. */
export const approvalsLock: LeashCommand = {
  usage: 'lock',
  summary: 'set a passphrase, which approvals and whatever else lets more through need from then on',
  options: [['--stdin', 'read it from standard input; where one is set, that one first, each on its line']],
  examples: ['leash approvals lock', 'leash approvals lock --stdin < passphrase.txt'],
  async run(invocation) {
    const { output } = invocation;
    const home = ownHomeAt(invocation.home);
    const isChange = await isLocked(home);
    const isTyped = !flag(invocation, 'stdin');
    const old = isChange ? ['the passphrase that is set'] : [];
    // What nobody sees is typed twice; what a file holds is there once.
    const given = await passphrases(invocation, [...old, 'new passphrase', ...(isTyped ? ['the same again'] : [])]);
    const [passphrase = '', again = passphrase] = isChange ? given.slice(1) : given;
    if (passphrase !== again) throw usageError('these are two passphrases: nothing was set');
    await lock(home, { old: isChange ? (given[0] ?? '') : null, passphrase, by: 'cli' });
    if (output.isJson) output.json({ locked: true });
    else {
      output.line(output.paint('green', 'locked: what lets more through needs the passphrase'));
      if (isChange) output.line('Processes that run already ask for the one before until they are started again.');
    }
    return EXIT.ok;
  },
};

/** `leash approvals unlock`: no passphrase is asked for any more. */
export const approvalsUnlock: LeashCommand = {
  usage: 'unlock',
  summary: 'remove the passphrase',
  options: [STDIN_OPTION],
  examples: ['leash approvals unlock'],
  async run(invocation) {
    const { output } = invocation;
    const home = ownHomeAt(invocation.home);
    const wasLocked = await isLocked(home);
    const [passphrase = null] = wasLocked ? await passphrases(invocation, ['passphrase']) : [];
    const changed = await unlock(home, { passphrase, by: 'cli' });
    if (output.isJson) output.json({ locked: false, changed });
    else if (!changed) output.line('no passphrase was set');
    else {
      output.line('unlocked: processes that start from now on ask for no passphrase');
      output.line('Those that run already ask for it until they are started again.');
    }
    return EXIT.ok;
  },
};
