import { homeAt, ownHomeAt } from '../../app/place.ts';
import { readConfig } from '../../app/readConfig.ts';
import { coverageOf } from '../../app/scan/coverage.ts';
import { keepScanned } from '../../app/scan/keep.ts';
import { scanAll, type ScannedServer, type ScanTarget, type UnscannedServer } from '../../app/scan/scan.ts';
import { starterFor, writeStarter, type StarterMode } from '../../app/scan/starter.ts';
import { configuredTargets, recordedTargets } from '../../app/scan/targets.ts';
import {
  countOption,
  flag,
  textOption,
  usageError,
  wordOption,
  type Invocation,
  type LeashCommand,
} from '../command.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exitCode.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { progressBar } from '../progress.ts';
import { upstreamUrl } from '../proxyUrls.ts';
import { isServerName, serverNameOf, serverNameOfUrl } from '../serverName.ts';
import { FORMATS, printScan, reachesGrade, type Covered, type Format } from '../scanReport.ts';
import { VERSION } from '../version.ts';

/** `leash scan`: what servers say of themselves, how grave each tool is, and what is wrong with it. */
export const scan: LeashCommand = {
  usage: 'scan [words...]',
  summary: 'scan a server (-- COMMAND), a recorded list (FILE.json), or every server you use (--all)',
  options: [
    ['--url <url>', 'a server that runs, at this URL'],
    ['--header <header>', 'NAME=VALUE, sent to it; {env:NAME} in it stands for a variable'],
    ['--all', 'every server that your clients are set up with; each is started'],
    ['--name <server>', 'what policies call the server (default: from the command)'],
    ['--format <format>', 'table, json, sarif or markdown (default: table)'],
    ['--fail-on <grade>', 'exit 1 at findings of this grade: block, warn, info or never (default: block)'],
    ['--write-policy [file]', 'write a starter policy (default: into the policies of the home)'],
    ['--medium <effect>', 'what it says of medium risk: ask, observe or deny (default: ask)'],
    ['--save', 'keep what was found: the proxy holds the server to it'],
    ['--timeout <seconds>', 'how long an answer may take (default: 60)'],
  ],
  examples: [
    'leash scan -- npx -y @modelcontextprotocol/server-filesystem /data',
    'leash scan --url https://mcp.example.com/mcp --format sarif > findings.sarif',
    'leash scan --all --fail-on warn',
    'leash scan tools.json --format markdown',
    'leash scan --write-policy -- npx -y @modelcontextprotocol/server-memory',
  ],
  async run(invocation) {
    const { output } = invocation;
    const options = optionsOf(invocation);
    const home = homeAt(invocation.home);
    const bar = progressBar(output, 'scanning');
    const { maxLineBytes, maxDepth } = readConfig(home).config;
    const targets = await targetsOf(invocation);
    const { scanned, unscanned } = await scanAll({
      home,
      targets,
      maxLineBytes,
      maxDepth,
      timeoutMs: options.timeoutMs,
      version: VERSION,
      onProgress: bar.update,
    }).finally(bar.end);
    const covered: Covered[] = [];
    for (const each of scanned) covered.push({ ...each, coverage: await coverageOf(home, each) });
    if (targets.length === 0)
      output.remark('no client of yours is set up with a server, as far as their settings are known');
    printScan(covered, unscanned, options.format, output);
    for (const { name, source, why } of unscanned) output.remark(notScanned({ name, source, why }));
    if (flag(invocation, 'save')) await save(invocation, scanned);
    if (options.policy !== null) await writePolicies(invocation, scanned, options.policy, options.medium);
    return exitCodeOf(scanned, unscanned, options.failOn);
  },
};

interface Options {
  readonly format: Format;
  readonly failOn: 'block' | 'warn' | 'info' | 'never';
  readonly medium: StarterMode;
  readonly timeoutMs: number;
  /** A file, or `here` for the home; null where no policy is wanted. */
  readonly policy: { readonly file: string | null } | null;
}

function optionsOf(invocation: Invocation): Options {
  const policy = invocation.options['writePolicy'];
  return {
    format: invocation.output.isJson ? 'json' : wordOption(invocation, 'format', FORMATS, 'table'),
    failOn: wordOption(invocation, 'failOn', ['block', 'warn', 'info', 'never'], 'block'),
    medium: wordOption(invocation, 'medium', ['ask', 'observe', 'deny'], 'ask'),
    timeoutMs: countOption(invocation, 'timeout', 60) * 1000,
    policy: policy === undefined ? null : { file: typeof policy === 'string' ? policy : null },
  };
}

async function targetsOf(invocation: Invocation): Promise<readonly ScanTarget[]> {
  const { words } = invocation;
  const url = textOption(invocation, 'url');
  const isAll = flag(invocation, 'all');
  const given = [words.length > 0, url !== null, isAll].filter(Boolean).length;
  if (given !== 1) {
    throw usageError('name one thing to scan: a command after `--`, a file, --url or --all; see `leash scan --help`');
  }
  const name = nameOption(invocation);
  if (isAll) return configuredTargets();
  if (url !== null) return [urlTarget(invocation, url, name)];
  const [first = '', ...args] = words;
  if (args.length === 0 && /\.json$/i.test(first)) return recordedTargets(first, name);
  const upstream = { kind: 'command', command: first, args } as const;
  return [{ kind: 'live', name: name ?? serverNameOf(first, args), source: null, upstream, env: {} }];
}

function urlTarget(invocation: Invocation, text: string, name: string | null): ScanTarget {
  const url = upstreamUrl(text);
  const header = textOption(invocation, 'header');
  const upstream = { kind: 'url', url, headers: header === null ? [] : [header], bearer: null, oauth: null } as const;
  return { kind: 'live', name: name ?? serverNameOfUrl(url), source: null, upstream, env: {} };
}

function nameOption(invocation: Invocation): string | null {
  const name = textOption(invocation, 'name');
  if (name === null || isServerName(name)) return name;
  throw usageError(`--name takes up to 64 letters, digits, \`.\`, \`_\` or \`-\`, not \`${name}\``);
}

async function save(invocation: Invocation, scanned: readonly ScannedServer[]): Promise<void> {
  for (const { server, pinned, waiting } of await keepScanned(ownHomeAt(invocation.home), scanned)) {
    const rest = waiting === 0 ? '' : `, ${waiting} wait for \`leash trust ${server}\``;
    invocation.output.remark(`kept: ${counted(pinned, 'definition')} of \`${server}\`${rest}`);
  }
}

async function writePolicies(
  { home, output }: Invocation,
  scanned: readonly ScannedServer[],
  { file }: NonNullable<Options['policy']>,
  medium: StarterMode,
): Promise<void> {
  if (file !== null && scanned.length > 1) throw usageError('--write-policy takes a file for one server only');
  for (const each of scanned) {
    const path = await writeStarter(ownHomeAt(home), each.name, starterFor(each, medium), file);
    output.remark(`wrote ${printable(path, Infinity)}: read it, and check it with \`leash policy validate\``);
  }
}

function notScanned({ name, source, why }: UnscannedServer): string {
  const from = source === null ? '' : ` (${printable(source)})`;
  return `\`${printable(name)}\`${from} was not scanned: ${printable(why)}`;
}

function exitCodeOf(
  scanned: readonly ScannedServer[],
  unscanned: readonly UnscannedServer[],
  failOn: Options['failOn'],
): number {
  if (failOn !== 'never' && scanned.some(({ report }) => reachesGrade(report, failOn))) return EXIT.finding;
  return unscanned.length > 0 ? EXIT.environment : EXIT.ok;
}
