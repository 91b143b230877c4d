import { parseArgs } from 'node:util';
import { LeashError } from '../errors.ts';
import { isServerName, serverNameOf } from './serverName.ts';

/** Levels of what is said on stderr, quietest first. */
export const LOG_LEVELS = ['error', 'warn', 'info'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What `leash-mcp` was asked to do. */
export type ProxyArgs =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run';
      readonly command: string;
      readonly args: readonly string[];
      readonly name: string;
      readonly agent: string;
      readonly policy: readonly string[];
      readonly observe: boolean;
      readonly home: string | null;
      readonly durability: 'full' | 'process' | null;
      readonly logLevel: LogLevel;
    };

export const PROXY_HELP = `Usage: leash-mcp [options] -- COMMAND [ARGS...]

Starts the MCP server COMMAND behind Leash: each call is checked against your policies and written to
a signed log before the server sees it. Put it where the server's command stands in your client's config.

Options:
  --name SERVER       what policies call this server (default: from the command)
  --agent NAME        what policies call the client (default: default)
  --policy SOURCE     a policy file, a folder of them, or builtin:NAME; repeatable
                      (default: the folder policies/ in the home)
  --observe           let everything through and record what would have been denied
  --home DIR          where policies, keys and the log live (default: $LEASH_HOME or ~/.leash)
  --durability LEVEL  full: a record survives a power cut; process: it survives the end of Leash (default: full)
  --log-level LEVEL   error, warn or info, on stderr (default: warn)
  -h, --help          show this text
  -V, --version       show the version

Examples:
  leash-mcp -- npx -y @modelcontextprotocol/server-filesystem /data
  leash-mcp --policy builtin:read-only -- npx -y @modelcontextprotocol/server-filesystem /data
  leash-mcp --name notes --agent claude --policy ./team.yaml -- node notes-server.mjs

With no policy at all everything is denied, and each denial says which command helps.
\`leash audit log\` shows the decisions, \`leash audit verify\` proves that nobody changed them.
`;

/** Reads the words after `leash-mcp`; throws \`ERR_USAGE\` with what is wrong and what is expected. */
export function parseProxyArgs(argv: readonly string[]): ProxyArgs {
  const dashes = argv.indexOf('--');
  const own = dashes < 0 ? [...argv] : argv.slice(0, dashes);
  const [command, ...args] = dashes < 0 ? [] : argv.slice(dashes + 1);
  const values = parseOptions(own);
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };
  if (command === undefined) {
    throw usage('there is no server to start: put its command after `--`, as in `leash-mcp -- npx -y some-server`');
  }
  return {
    kind: 'run',
    command,
    args,
    name: nameOption('--name', values.name ?? serverNameOf(command, args)),
    agent: nameOption('--agent', values.agent ?? 'default'),
    policy: values.policy ?? [],
    observe: values.observe ?? false,
    home: values.home ?? null,
    durability: values.durability === undefined ? null : oneOf('--durability', values.durability, ['full', 'process']),
    logLevel: oneOf('--log-level', values['log-level'] ?? 'warn', LOG_LEVELS),
  };
}

function parseOptions(own: string[]) {
  const [first] = own;
  if (first !== undefined && !first.startsWith('-')) throw stray(first);
  try {
    const { values, positionals } = parseArgs({
      args: own,
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        agent: { type: 'string' },
        policy: { type: 'string', multiple: true },
        observe: { type: 'boolean' },
        home: { type: 'string' },
        durability: { type: 'string' },
        'log-level': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'V' },
      },
    });
    const [word] = positionals;
    if (word !== undefined) throw stray(word);
    return values;
  } catch (error) {
    if (error instanceof LeashError) throw error;
    // parseArgs says which option it does not know, or which lacks its value.
    const [what] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw usage(`${what ?? 'unreadable options'}; see \`leash-mcp --help\``, { cause: error });
  }
}

function stray(word: string): LeashError {
  return usage(`unexpected word \`${word}\`: the server's command goes after \`--\`, as in \`leash-mcp -- ${word}\``);
}

function nameOption(option: string, name: string): string {
  if (isServerName(name)) return name;
  throw usage(`${option} takes up to 64 letters, digits, \`.\`, \`_\` or \`-\`, not \`${name}\``);
}

function oneOf<const T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  throw usage(`${option} takes ${allowed.map((one) => `\`${one}\``).join(', ')}, not \`${value}\``);
}

function usage(message: string, options?: ErrorOptions): LeashError {
  return new LeashError('ERR_USAGE', message, options);
}
