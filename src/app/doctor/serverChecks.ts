import type { Home } from '../../edge/home.ts';
import type { JsonValue } from '../../jsonrpc/message.ts';
import { member } from '../../jsonrpc/value.ts';
import type { FoundFile, FoundServer } from '../clientFound.ts';
import { readConfig } from '../readConfig.ts';
import { configuredStart } from '../scan/clientConfigs.ts';
import { scanAll, type ScanTarget } from '../scan/scan.ts';
import { targetOf } from '../scan/targets.ts';
import { fail, ok, warn, type Check } from './check.ts';

export interface ServerChecks {
  readonly home: Home;
  readonly files: readonly FoundFile[];
  readonly version: string;
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
}

/** Starts each wrapped server with Leash and without, and compares the tools that come through. */
export async function serverChecks(options: ServerChecks): Promise<readonly Check[]> {
  const wrapped = options.files.flatMap(({ client, file, servers }) =>
    servers.filter(({ entry }) => entry.kind === 'wrapped').map((server) => ({ client, file, server })),
  );
  const checks: Check[] = [];
  for (const [done, { client, file, server }] of wrapped.entries()) {
    options.onProgress({ done, total: wrapped.length });
    const start = configuredStart(server, options.env);
    const bare = targetOf({ name: server.name, client: client.title, file: file.path, start });
    checks.push(await compared(`${client.title} ${server.key}`, { bare, behind: behindLeash(server) }, options));
  }
  return checks;
}

/** The very command that the client starts. */
function behindLeash({ name, entry }: FoundServer): ScanTarget {
  if (entry.kind !== 'wrapped') return { kind: 'unusable', name, source: '', why: 'it is not behind Leash' };
  const { program, options, server } = entry.launch;
  const [command = '', ...args] = [...program, ...options, ...(server === null ? [] : ['--', ...server])];
  return { kind: 'live', name, source: null, upstream: { kind: 'command', command, args }, env: entry.env };
}

async function compared(
  what: string,
  { bare, behind }: { readonly bare: ScanTarget; readonly behind: ScanTarget },
  options: ServerChecks,
): Promise<Check> {
  if (bare.kind === 'unusable')
    return warn(what, `it cannot be started from here: ${bare.why}`, 'try it in its client');
  const without = await toolsOf(bare, options);
  if (typeof without === 'string')
    return fail(what, `the server itself does not start: ${without}`, 'try its command by hand');
  const through = await toolsOf(behind, options);
  if (typeof through === 'string')
    return fail(what, `it does not start behind Leash: ${through}`, 'run the command of its entry by hand');
  const extra = through.filter((tool) => !without.includes(tool));
  if (extra.length > 0)
    return fail(what, `Leash shows tools that the server does not: ${extra.join(', ')}`, 'report this');
  const hidden = without.filter((tool) => !through.includes(tool));
  if (hidden.length === 0) return ok(what, `${without.length} tools, the same with Leash and without`);
  const detail = `${through.length} of ${without.length} tools come through; hidden: ${hidden.join(', ')}`;
  const why = 'policies deny them, or they wait for `leash trust`; see `leash policy coverage`';
  return through.length === 0 ? warn(what, detail, why) : ok(what, detail);
}

/** The names of its tools, or why there are none. */
async function toolsOf(target: ScanTarget, options: ServerChecks): Promise<readonly string[] | string> {
  const { maxLineBytes, maxDepth } = readConfig(options.home).config;
  const { scanned, unscanned } = await scanAll({
    ...options,
    targets: [target],
    maxLineBytes,
    maxDepth,
    onProgress: () => undefined,
  });
  const [one] = scanned;
  return one === undefined ? (unscanned[0]?.why ?? 'no reason given') : one.listing.tools.map(nameOf);
}

function nameOf(tool: JsonValue): string {
  const name = member(tool, 'name');
  return typeof name === 'string' ? name : '';
}
