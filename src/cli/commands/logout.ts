import { logout as logOut } from '../../app/login.ts';
import { ownHomeAt } from '../../app/place.ts';
import { textOption, type LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';

/** `leash logout`: forgets a login, here and at the authorization server. */
export const logout: LeashCommand = {
  usage: 'logout <url>',
  summary: 'forget the login to an MCP server at a URL',
  options: [['--client-id <id>', 'forget the tokens of a client in its own name instead']],
  examples: ['leash logout https://mcp.example.com/mcp'],
  async run(invocation) {
    const { words, home, output } = invocation;
    const result = await logOut(words[0] ?? '', ownHomeAt(home), textOption(invocation, 'clientId'));
    if (output.isJson) output.json({ result });
    else output.line(SAID[result]);
    return EXIT.ok;
  },
};

const SAID = {
  'no-login': 'there was no login',
  revoked: 'logged out: the tokens are removed here, and revoked',
  'kept-by-issuer':
    'the tokens are removed here; they could not be revoked, and end by themselves or where you manage your account',
} as const;
