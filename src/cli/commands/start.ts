import { runControlServer } from '../../app/controlServer.ts';
import { ownHomeAt } from '../../app/place.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { adminHost } from '../adminHost.ts';
import { adminOption } from '../adminOption.ts';
import { flag, textOption, textOptions, type LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { allowHostOption } from '../proxyUrls.ts';
import { VERSION } from '../version.ts';

/** `leash start`: the admin API over TCP, for SDKs and other policy enforcement points; knows of all live proxies too. */
export const start: LeashCommand = {
  usage: 'start',
  summary: 'answer authorization requests and the admin API over HTTP; Ctrl+C ends it',
  options: [
    ['--listen <[host:]port>', 'where to listen (default: 127.0.0.1:8000)'],
    ['--policy <source>', 'a policy file, a folder of them, or builtin:NAME (default: those of the home)', 'many'],
    ['--allow-host <name>', 'a name besides those of loopback by which it may be called', 'many'],
    ['--allow-remote', 'let others on the network reach it; put TLS in front of it'],
  ],
  examples: ['leash start', 'leash start --listen 8181 --policy ./team.yaml', 'curl -s http://127.0.0.1:8000/health'],
  isEndless: true,
  async run(invocation) {
    const { output, signal } = invocation;
    const listen = adminOption(textOption(invocation, 'listen') ?? '127.0.0.1:8000', {
      option: '--listen',
      isRemoteAllowed: flag(invocation, 'allowRemote'),
      allowHosts: textOptions(invocation, 'allowHost').map(allowHostOption),
    });
    const home = ownHomeAt(invocation.home);
    const say = (message: string): void => output.remark(printable(message, 2000));
    await runControlServer({
      home: home.root,
      policy: textOptions(invocation, 'policy'),
      version: VERSION,
      alert: say,
      signal,
      host: adminHost({
        listen,
        say,
        listening(url) {
          if (output.isJson) output.json({ url, docs: `${url}/docs`, home: home.root });
          else output.line(`listening on ${url}, documentation at ${url}/docs`);
        },
      }),
    });
    return EXIT.ok;
  },
};
