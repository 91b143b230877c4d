import { join } from 'node:path';
import { newBearerToken } from '../../app/bearerToken.ts';
import { homeAt } from '../../app/place.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { usageError, type LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { isServerName } from '../serverName.ts';

/** `leash token new`: a bearer token for one agent, for listeners with `--auth`. It is shown once and kept nowhere. */
export const tokenNew: LeashCommand = {
  usage: 'new <agent>',
  summary: 'make a bearer token by which an agent comes in over HTTP',
  examples: ['leash token new claude', 'leash token new claude --json'],
  run({ words, home, output }) {
    const agent = words[0] ?? '';
    if (!isServerName(agent)) {
      throw usageError(`an agent has up to 64 letters, digits, \`.\`, \`_\` or \`-\`, not \`${agent}\``);
    }
    const { token, sha256 } = newBearerToken();
    const file = join(homeAt(home).root, 'config.yaml');
    if (output.isJson) output.json({ agent, token, sha256, file });
    else {
      output.line(token);
      output.line();
      output.line('It is shown this once. To let it in, add its hash to');
      output.line(`${printable(file)}:`);
      output.line();
      for (const line of settings(agent, sha256)) output.line(`  ${line}`);
      output.line();
      output.line(
        `${agent} then sends the header \`Authorization: Bearer TOKEN\` to \`leash-mcp --listen ... --auth\`.`,
      );
    }
    return Promise.resolve(EXIT.ok);
  },
};

/** In quotes: YAML would read some names and some hashes as numbers. */
function settings(agent: string, sha256: string): readonly string[] {
  return ['auth:', '  tokens:', `    - agent: "${agent}"`, `      sha256: "${sha256}"`];
}
