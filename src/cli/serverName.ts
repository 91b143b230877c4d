import { isGivenName } from '../authz/givenName.ts';

/** Whether a person may call a server (or an agent) this. */
export function isServerName(name: string): boolean {
  return isGivenName(name);
}

/**
 * The name that a command suggests for its server: `npx -y @modelcontextprotocol/server-filesystem /data` is `filesystem`.
 * Always a valid name; `server` where the command suggests none.
 */
export function serverNameOf(command: string, args: readonly string[]): string {
  const program = fileName(command).replace(/\.(exe|cmd|bat|ps1)$/i, '');
  const target = runners.get(program)?.(args);
  const name = strip(target ?? program);
  return isServerName(name) ? name : 'server';
}

/** The name that a URL suggests for its server: `https://mcp.notion.com/mcp` is `notion`. Always a valid name. */
export function serverNameOfUrl({ hostname }: URL): string {
  const labels = hostname.split('.').filter((label) => label !== '');
  const isAddress = hostname.startsWith('[') || labels.every((label) => /^\d+$/.test(label));
  if (isAddress) return 'server';
  const name = strip(labels.length > 1 ? (labels.at(-2) ?? hostname) : hostname);
  return isServerName(name) ? name : 'server';
}

type FindTarget = (args: readonly string[]) => string | undefined;

/** Options of runners that take a value of their own: the next word is not the package. */
const VALUE_OPTIONS = new Set([
  '-p',
  '--package',
  '--from',
  '--with',
  '--python',
  '-r',
  '--require',
  '--import',
  '--loader',
]);

const firstWord: FindTarget = (args) => {
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? '';
    if (VALUE_OPTIONS.has(arg)) i += 1;
    else if (!arg.startsWith('-')) return arg;
  }
  return undefined;
};

const after =
  (...words: readonly string[]): FindTarget =>
  (args) => {
    const rest = words.includes(args[0] ?? '') ? args.slice(1) : args;
    return firstWord(rest[0] === '--' ? rest.slice(1) : rest);
  };

const python: FindTarget = (args) => {
  const module = args.indexOf('-m');
  return module >= 0 ? args[module + 1] : firstWord(args);
};

/** Programs that run another program: how to find the one that they run. */
const runners = new Map<string, FindTarget>([
  ['npx', firstWord],
  ['bunx', firstWord],
  ['uvx', firstWord],
  ['pipx', after('run')],
  ['npm', after('exec', 'x')],
  ['pnpm', after('dlx', 'exec')],
  ['yarn', after('dlx', 'exec')],
  ['bun', after('x', 'run')],
  ['deno', after('run')],
  ['uv', after('run', 'tool')],
  ['node', firstWord],
  ['tsx', firstWord],
  ['python', python],
  ['python3', python],
  ['docker', (args) => [...args].reverse().find((arg) => /^[\w.-]+\/[\w./-]+(:[\w.-]+)?$/.test(arg))],
]);

function fileName(path: string): string {
  return (
    path
      .split(/[\\/]/)
      .filter((part) => part !== '')
      .at(-1) ?? path
  );
}

/** Drops what says only "an MCP server": scope, version, ending, `server-` before and `-mcp` behind. */
function strip(target: string): string {
  const [scope, scoped] = /^@([^/@]+)\/([^@]+)/.exec(target)?.slice(1) ?? [];
  const bare = fileName(scoped ?? target)
    .replace(/(?<=.)[@:].*$/, '')
    .replace(/\.(mjs|cjs|js|ts|py|sh)$/i, '');
  const name = bare
    .replace(/^(mcp-server-|server-mcp-|mcp-|server-)/i, '')
    .replace(/(-mcp-server|-server-mcp|-mcp|-server)$/i, '');
  return /^(mcp|server|index|main|cli|)$/i.test(name) ? (scope ?? bare) : name;
}
