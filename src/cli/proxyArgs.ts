import { parseArgs } from 'node:util';
import { didYouMean } from '../authz/suggest.ts';
import { LeashError } from '../errors.ts';
import type { AgentCredential } from '../app/agents/shownIdentity.ts';
import type { AdminListen } from '../app/control/controlHost.ts';
import type { ListenOptions, UpstreamTarget } from '../app/target.ts';
import { adminOption } from './adminOption.ts';
import { allowHostOption, listenOption, publicUrlOption, upstreamUrl } from './proxyUrls.ts';
import { isServerName, serverNameOf, serverNameOfUrl } from './serverName.ts';

/** Levels of what is said on stderr, quietest first. */
const LOG_LEVELS = ['error', 'warn', 'info'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

/** What `leash-mcp` was asked to do. */
export type ProxyArgs =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run';
      readonly upstream: UpstreamTarget;
      /** Null where the client speaks to us over stdin and stdout. */
      readonly listen: ListenOptions | null;
      /** Where the admin API is served besides the control socket; null for nowhere. */
      readonly admin: AdminListen | null;
      readonly name: string;
      readonly agent: string;
      /** What the agent shows of itself; null where it merely says its name. */
      readonly credential: AgentCredential | null;
      readonly policy: readonly string[];
      readonly observe: boolean;
      readonly strict: boolean;
      readonly home: string | null;
      readonly durability: 'full' | 'process' | null;
      readonly logLevel: LogLevel;
    };

/** Reads the words after `leash-mcp`; throws `ERR_USAGE` with what is wrong and what is expected. */
export function parseProxyArgs(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): ProxyArgs {
  const dashes = argv.indexOf('--');
  const own = dashes < 0 ? [...argv] : argv.slice(0, dashes);
  const [command, ...args] = dashes < 0 ? [] : argv.slice(dashes + 1);
  const values = parseOptions(own);
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };
  const upstream = upstreamOf({ ...values, ...urlIn(values, env) }, command, args);
  const suggested = upstream.kind === 'url' ? serverNameOfUrl(upstream.url) : serverNameOf(command ?? '', args);
  return {
    kind: 'run',
    upstream,
    listen: listenOf(values),
    admin: values.admin === undefined ? null : adminOption(values.admin),
    name: nameOption('--name', values.name ?? suggested),
    agent: nameOption('--agent', values.agent ?? 'default'),
    credential: credentialOf(values),
    policy: (values.policy ?? []).map((source) => given('--policy', 'a file, a folder or builtin:NAME', source)),
    observe: values.observe ?? false,
    strict: values.strict ?? false,
    home: values.home === undefined ? null : given('--home', 'a folder', values.home),
    durability: values.durability === undefined ? null : oneOf('--durability', values.durability, ['full', 'process']),
    logLevel: oneOf('--log-level', values['log-level'] ?? 'warn', LOG_LEVELS),
  };
}

const OPTIONS = {
  name: { type: 'string' },
  agent: { type: 'string' },
  'agent-token-env': { type: 'string' },
  'agent-token-file': { type: 'string' },
  policy: { type: 'string', multiple: true },
  observe: { type: 'boolean' },
  strict: { type: 'boolean' },
  home: { type: 'string' },
  url: { type: 'string' },
  'url-env': { type: 'string' },
  header: { type: 'string', multiple: true },
  'header-env': { type: 'string', multiple: true },
  'bearer-env': { type: 'string' },
  'bearer-file': { type: 'string' },
  'oauth-client-id': { type: 'string' },
  'oauth-client-secret-env': { type: 'string' },
  'oauth-client-secret-file': { type: 'string' },
  'oauth-scope': { type: 'string' },
  'oauth-issuer': { type: 'string' },
  listen: { type: 'string' },
  'public-url': { type: 'string' },
  'allow-host': { type: 'string', multiple: true },
  auth: { type: 'boolean' },
  'insecure-no-auth': { type: 'boolean' },
  admin: { type: 'string' },
  durability: { type: 'string' },
  'log-level': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
} as const;

type Values = ReturnType<typeof parseOptions>;

/** Options that say how to speak to a server at a URL; they mean nothing for a command. */
const URL_OPTIONS = [
  'header',
  'header-env',
  'bearer-env',
  'bearer-file',
  'oauth-client-id',
  'oauth-client-secret-env',
  'oauth-client-secret-file',
  'oauth-scope',
  'oauth-issuer',
] as const;

/** Options that say how to listen; they mean nothing on stdin and stdout. */
const LISTEN_OPTIONS = ['public-url', 'allow-host', 'auth', 'insecure-no-auth'] as const;

/** A URL whose query holds a key is named by where it is, like any secret. */
function urlIn(values: Values, env: Readonly<Record<string, string | undefined>>): Pick<Values, 'url'> {
  const name = values['url-env'];
  if (name === undefined) return values.url === undefined ? {} : { url: values.url };
  if (values.url !== undefined) throw usage('take either --url or --url-env');
  const url = env[given('--url-env', 'the name of a variable', name)] ?? '';
  if (url === '') throw usage(`--url-env names \`${name}\`, which is not set`);
  // Not quoted by what follows: it may hold a secret.
  if (!/^https?:/i.test(url) || !URL.canParse(url))
    throw usage(`--url-env names \`${name}\`, which holds no http or https URL`);
  return { url };
}

/** `NAME=VARIABLE`, for clients that would fill in `{env:VARIABLE}` themselves. */
function headerIn(text: string): string {
  const [, name, variable] = /^([^=]+)=(\w+)$/.exec(text) ?? [];
  if (name === undefined || variable === undefined) throw usage(`--header-env takes NAME=VARIABLE, not \`${text}\``);
  return `${name}={env:${variable}}`;
}

function upstreamOf(values: Values, command: string | undefined, args: readonly string[]): UpstreamTarget {
  if (values.url === undefined) {
    only(values, URL_OPTIONS, '--url');
    if (command !== undefined) return { kind: 'command', command, args };
    throw usage(
      'there is no server to start: put its command after `--`, as in `leash-mcp -- npx -y some-server`, or name a running one with `--url`; see `leash-mcp --help`',
    );
  }
  if (command !== undefined) throw usage('there are two servers: take away either `--url` or the command after `--`');
  return {
    kind: 'url',
    url: upstreamUrl(values.url),
    headers: [...(values.header ?? []), ...(values['header-env'] ?? []).map(headerIn)],
    bearer: either(values, 'bearer-env', 'bearer-file'),
    oauth:
      values['oauth-client-id'] === undefined
        ? without(values, ['oauth-client-secret-env', 'oauth-client-secret-file', 'oauth-scope', 'oauth-issuer'])
        : {
            clientId: given('--oauth-client-id', 'the id of a client', values['oauth-client-id']),
            clientSecret: either(values, 'oauth-client-secret-env', 'oauth-client-secret-file'),
            scope: values['oauth-scope'] ?? null,
            issuer: values['oauth-issuer'] ?? null,
          },
  };
}

function listenOf(values: Values): ListenOptions | null {
  if (values.listen === undefined) {
    only(values, LISTEN_OPTIONS, '--listen');
    return null;
  }
  return {
    ...listenOption(values.listen),
    publicUrl: values['public-url'] === undefined ? null : publicUrlOption(values['public-url']),
    allowHosts: (values['allow-host'] ?? []).map(allowHostOption),
    auth: values.auth ?? false,
    insecureNoAuth: values['insecure-no-auth'] ?? false,
  };
}

/** A client on stdin has one agent behind it; those over HTTP show who they are with each request. */
function credentialOf(values: Values): AgentCredential | null {
  const token = either(values, 'agent-token-env', 'agent-token-file');
  if (token === null) return null;
  if (values.listen !== undefined)
    throw usage(`--agent-token-${token.kind} is for a client on stdin: take --auth instead`);
  return { token, expected: values.agent ?? null };
}

/** A secret is named by where it is, never given as it is: the list of processes shows every word of a command. */
function either(
  values: Values,
  env: 'bearer-env' | 'oauth-client-secret-env' | 'agent-token-env',
  file: 'bearer-file' | 'oauth-client-secret-file' | 'agent-token-file',
): { readonly kind: 'env' | 'file'; readonly name: string } | null {
  const [inEnvironment, inFile] = [values[env], values[file]];
  if (inEnvironment !== undefined && inFile !== undefined) throw usage(`take either --${env} or --${file}`);
  if (inEnvironment !== undefined)
    return { kind: 'env', name: given(`--${env}`, 'the name of a variable', inEnvironment) };
  return inFile === undefined ? null : { kind: 'file', name: given(`--${file}`, 'a file', inFile) };
}

function only(values: Values, options: readonly (keyof Values)[], needs: string): null {
  const found = options.find((option) => values[option] !== undefined);
  if (found === undefined) return null;
  throw usage(`--${found} needs ${needs}; see \`leash-mcp --help\``);
}

function without(values: Values, options: readonly (keyof Values)[]): null {
  return only(values, options, '--oauth-client-id');
}

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
