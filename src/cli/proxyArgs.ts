import { parseArgs } from 'node:util';
import { didYouMean } from '../authz/suggest.ts';
import { LeashError } from '../errors.ts';
import { isServerName, serverNameOf } from './serverName.ts';

/** Levels of what is said on stderr, quietest first. */
const LOG_LEVELS = ['error', 'warn', 'info'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

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

/** Reads the words after `leash-mcp`; throws `ERR_USAGE` with what is wrong and what is expected. */
export function parseProxyArgs(argv: readonly string[]): ProxyArgs {
  const dashes = argv.indexOf('--');
  const own = dashes < 0 ? [...argv] : argv.slice(0, dashes);
  const [command, ...args] = dashes < 0 ? [] : argv.slice(dashes + 1);
  const values = parseOptions(own);
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };
  if (command === undefined) {
    throw usage(
      'there is no server to start: put its command after `--`, as in `leash-mcp -- npx -y some-server`; see `leash-mcp --help`',
    );
  }
  return {
    kind: 'run',
    command,
    args,
    name: nameOption('--name', values.name ?? serverNameOf(command, args)),
    agent: nameOption('--agent', values.agent ?? 'default'),
    policy: (values.policy ?? []).map((source) => given('--policy', 'a file, a folder or builtin:NAME', source)),
    observe: values.observe ?? false,
    home: values.home === undefined ? null : given('--home', 'a folder', values.home),
    durability: values.durability === undefined ? null : oneOf('--durability', values.durability, ['full', 'process']),
    logLevel: oneOf('--log-level', values['log-level'] ?? 'warn', LOG_LEVELS),
  };
}

const OPTIONS = {
  name: { type: 'string' },
  agent: { type: 'string' },
  policy: { type: 'string', multiple: true },
  observe: { type: 'boolean' },
  home: { type: 'string' },
  durability: { type: 'string' },
  'log-level': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const;

function parseOptions(own: string[]) {
  refuseStray(own);
  try {
    return parseArgs({ args: own, options: OPTIONS }).values;
  } catch (error) {
    // parseArgs says which option it does not know, or which lacks its value.
    const [what = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
    const said = `${what.charAt(0).toLowerCase()}${what.slice(1)}`.replace(/'(.*)'/s, '`$1`');
    const [, unknown = ''] = /^unknown option `--(.*)`$/s.exec(said) ?? [];
    const suggestion = didYouMean(unknown, Object.keys(OPTIONS)).replace('`', '`--');
    throw usage(`${said}${suggestion}; see \`leash-mcp --help\``, { cause: error });
  }
}

/** A word that belongs to no option is the server's command without its `--`, and so is all behind it. */
function refuseStray(own: string[]): void {
  const { tokens } = parseArgs({ args: own, options: OPTIONS, strict: false, tokens: true });
  // Behind an option that is not known, nobody can tell whether a word is its value.
  const first = tokens.find((token) => token.kind !== 'option' || !Object.hasOwn(OPTIONS, token.name));
  if (first?.kind !== 'positional') return;
  const command = own.slice(first.index).join(' ');
  throw usage(
    `unexpected word \`${first.value}\`: the server's command goes after \`--\`, as in \`leash-mcp -- ${command}\``,
  );
}

/** An unset variable in a client's configuration must not name the working directory. */
function given(option: string, takes: string, value: string): string {
  if (value !== '') return value;
  throw usage(`${option} takes ${takes}, not an empty text`);
}

function nameOption(option: string, name: string): string {
  if (isServerName(name)) return name;
  throw usage(`${option} takes up to 64 letters, digits, \`.\`, \`_\` or \`-\`, not \`${name}\``);
}

function oneOf<const T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  const quoted = allowed.map((one) => `\`${one}\``);
  throw usage(`${option} takes ${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1) ?? ''}, not \`${value}\``);
}

function usage(message: string, options?: ErrorOptions): LeashError {
  return new LeashError('ERR_USAGE', message, options);
}
