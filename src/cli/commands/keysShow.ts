import { publicKeys } from '../../app/keys.ts';
import { homeAt } from '../../app/place.ts';
import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';

/** `leash keys show`: the public keys, for whoever verifies. */
export const keysShow: LeashCommand = {
  usage: 'show',
  summary: 'print the public keys; the root key is what `leash audit verify --key` takes',
  examples: ['leash keys show', 'leash keys show --json'],
  async run({ home, output }) {
    const keys = await publicKeys(homeAt(home));
    if (output.isJson) output.json(keys);
    else if (keys === null) output.line('no keys yet: they are made when the first server runs behind leash-mcp');
    else {
      const field = (name: string, value: string): void =>
        output.line(`${output.paint('dim', name.padEnd(11))}${value}`);
      field('home', keys.homeId);
      field('root', keys.root);
      for (const { shard, key } of keys.epochs) field(`log ${shard}`, key);
    }
    return EXIT.ok;
  },
};
