import { runProxyCommand } from '../app/proxy.ts';
import { LeashError } from '../errors.ts';
import { printable } from '../jsonrpc/printable.ts';
import { adminHost } from './adminHost.ts';
import { exitCodeOf } from './exitCode.ts';
import { parseProxyArgs } from './proxyArgs.ts';
import { PROXY_HELP } from './proxyHelp.ts';
import { VERSION } from './version.ts';

/** The program `leash-mcp`: runs the proxy and returns the exit code. Never throws. */
export async function leashMcp(argv: readonly string[]): Promise<number> {
  try {
    const parsed = parseProxyArgs(argv);
    switch (parsed.kind) {
      case 'help':
        process.stdout.write(PROXY_HELP);
        return 0;
      case 'version':
        process.stdout.write(`${VERSION}\n`);
        return 0;
      case 'run':
        return await runProxyCommand({
          ...parsed,
          server: parsed.name,
          version: VERSION,
          control: adminHost({ listen: parsed.admin, say: parsed.logLevel === 'error' ? () => undefined : say }),
        });
    }
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return exitCodeOf(error instanceof LeashError ? error.code : null);
  }
}

/** A line for people, on stderr; of foreign text what a terminal would obey is shown, not sent. */
function say(message: string): void {
  const lines = message.split('\n').map((line) => printable(line));
  process.stderr.write(`leash-mcp: ${lines.join('\n')}\n`);
}
