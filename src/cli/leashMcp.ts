import { runProxyCommand } from '../app/proxy.ts';
import { LeashError } from '../errors.ts';
import { printable } from '../jsonrpc/printable.ts';
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
        return await runProxyCommand({ ...parsed, server: parsed.name, version: VERSION });
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(
      `leash-mcp: ${message
        .split('\n')
        .map((line) => printable(line))
        .join('\n')}\n`,
    );
    return exitCodeOf(error instanceof LeashError ? error.code : null);
  }
}
