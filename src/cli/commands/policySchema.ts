import { policyJsonSchema } from '../../authz/schema.ts';
import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';

/** `leash policy schema`: what editors check policies by. */
export const policySchema: LeashCommand = {
  usage: 'schema',
  summary: 'print the JSON Schema of policies, for editors',
  examples: ['leash policy schema > leash-policy.schema.json'],
  run({ output }) {
    const schema = policyJsonSchema();
    if (output.isJson) output.json(schema);
    else {
      output.text(JSON.stringify(schema, null, 2));
      output.remark('in a policy: `# yaml-language-server: $schema=leash-policy.schema.json`');
    }
    return Promise.resolve(EXIT.ok);
  },
};
