import { addPolicy, type AddedPolicy } from '../../app/policyAdd.ts';
import { ownHomeAt } from '../../app/place.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { flag, type LeashCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exitCode.ts';

/** `leash policy add`: puts a policy in force, once it is known to be valid. */
export const policyAdd: LeashCommand = {
  usage: 'add <policy>',
  summary: 'put a file or builtin:NAME into the policies of the home, where it is in force',
  options: [['--force', 'replace a file of the same name']],
  examples: ['leash policy add builtin:read-only', 'leash policy add team.yaml --force'],
  async run(invocation) {
    const { words, home, output } = invocation;
    const added = await addPolicy(ownHomeAt(home), words[0] ?? '', flag(invocation, 'force'));
    if (output.isJson) output.json(added);
    else {
      const { name, file, rules, change } = added;
      output.line(`${SAID[change]} ${printable(name)} (${counted(rules, 'rule')}): ${printable(file, 300)}`);
      if (change !== 'same') output.line('running proxies have it within a second');
    }
    return EXIT.ok;
  },
};

const SAID: Readonly<Record<AddedPolicy['change'], string>> = {
  added: 'added',
  replaced: 'replaced',
  same: 'nothing to do, it is there already:',
};
