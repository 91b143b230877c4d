import { login as logIn, type LoginPlace } from '../../app/login.ts';
import { ownHomeAt } from '../../app/place.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { countOption, flag, textOption, usageError, type LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import type { Output } from '../output.ts';

/** `leash login`: lets a person grant access to a server at a URL, for every proxy of the home. */
export const login: LeashCommand = {
  usage: 'login <url>',
  summary: 'log in to an MCP server at a URL, in your browser',
  options: [
    ['--client-id <id>', 'a client that is registered already (default: registers one)'],
    ['--client-secret-env <name>', 'the variable that holds its secret, if it has one'],
    ['--client-secret-file <path>', 'the file that holds its secret, if it has one'],
    ['--scope <scopes>', 'what to ask for (default: what the server wants)'],
    ['--port <port>', 'where the browser comes back to on 127.0.0.1 (default: any)'],
    ['--no-browser', 'only print where to go'],
  ],
  examples: [
    'leash login https://mcp.example.com/mcp',
    'leash login https://mcp.example.com/mcp --client-id leash --port 8976',
  ],
  async run(invocation) {
    const { words, home, output } = invocation;
    const port = countOption(invocation, 'port', 0);
    if (port > 65_535) throw usageError('--port takes a number up to 65535');
    const granted = await logIn({
      url: words[0] ?? '',
      home: ownHomeAt(home),
      clientId: textOption(invocation, 'clientId'),
      secretEnv: textOption(invocation, 'clientSecretEnv'),
      secretFile: textOption(invocation, 'clientSecretFile'),
      scope: textOption(invocation, 'scope'),
      port,
      browser: flag(invocation, 'browser'),
      warn: (message) => output.remark(printable(message)),
      show: (where) => show(where, output),
    });
    if (output.isJson) output.json(granted);
    else {
      output.line(`logged in at ${printable(granted.issuer)}`);
      if (granted.scope !== null) output.line(`granted: ${printable(granted.scope)}`);
      if (!granted.isRenewable) output.line('the login ends with its token: the server gave none to renew it by');
    }
    return EXIT.ok;
  },
};

/** Where to go is said on stderr beside JSON, which is for machines. */
function show({ url, issuer, port, isOpened }: LoginPlace, output: Output): void {
  const say = output.isJson ? output.remark : output.line;
  say(`${isOpened ? 'your browser opens' : 'open this in your browser'}, to log in at ${printable(issuer)}:`);
  say(printable(url, Infinity));
  if (!isOpened) say(`a browser on another machine finds its way back by \`ssh -L ${port}:127.0.0.1:${port} ...\``);
}
