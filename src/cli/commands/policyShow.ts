import { homeAt } from '../../app/place.ts';
import { policySources, showPolicy } from '../../app/policies.ts';
import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';

/** `leash policy show`: a policy in full, as YAML that can be loaded again. */
export const policyShow: LeashCommand = {
  usage: 'show <policy>',
  summary: 'print a policy in full, by name, file or builtin:NAME',
  examples: [
    'leash policy show builtin:read-only',
    'leash policy show builtin:read-only > ~/.leash/policies/read-only.yaml',
    'leash policy show team.yaml --json',
  ],
  async run({ words: [which = ''], home, output }) {
    const { policy, yaml } = await showPolicy(which, policySources(homeAt(home), []));
    if (output.isJson) output.json(policy);
    else output.text(yaml.trimEnd());
    return EXIT.ok;
  },
};
