/** How a command line starts `leash-mcp`, and what runs behind it. */
export interface Launch {
  /** The words before its options: `node /x/leash-mcp.js`, `npx -y leash-mcp`. */
  readonly program: readonly string[];
  /** Its options, up to the dashes. */
  readonly options: readonly string[];
  /** The server's own command; null for one at a URL. */
  readonly server: readonly string[] | null;
}

/** Takes a command line apart that starts `leash-mcp`; null for any other. */
export function launchOf(words: readonly string[]): Launch | null {
  const at = programAt(words);
  if (at === null) return null;
  const dashes = words.indexOf('--', at + 1);
  const options = words.slice(at + 1, dashes < 0 ? words.length : dashes);
  return { program: words.slice(0, at + 1), options, server: dashes < 0 ? null : words.slice(dashes + 1) };
}

/** The value of an option of a launch: `--name notes` or `--name=notes`. */
export function launchOption({ options }: Launch, name: string): string | null {
  const at = options.findIndex((word) => word === name || word.startsWith(`${name}=`));
  const word = options[at];
  if (word === undefined) return null;
  return word === name ? (options[at + 1] ?? null) : word.slice(name.length + 1);
}

/** Programs that run the package or the script that is their first word. */
const RUNNERS = new Set(['node', 'npx', 'bunx', 'bun', 'deno', 'pnpm', 'yarn', 'npm']);
/** Words of theirs that stand before it. */
const VERBS = new Set(['exec', 'dlx', 'x', 'run', '--']);

function programAt(words: readonly string[]): number | null {
  // By whatever runs scripts: `node` goes by many names.
  if (/[\\/]leash-mcp\.[cm]?[jt]s$/i.test(words[1] ?? '')) return 1;
  let at = /^cmd$/.test(programName(words[0])) && /^\/c$/i.test(words[1] ?? '') ? 2 : 0;
  if (RUNNERS.has(programName(words[at]))) {
    at += 1;
    while (/^-./.test(words[at] ?? '') || VERBS.has(words[at] ?? '')) at += 1;
  }
  return isLeash(words[at]) ? at : null;
}

function programName(word: string | undefined): string {
  const [name = ''] = (word ?? '').split(/[\\/]/).slice(-1);
  return name.toLowerCase().replace(/\.(?:exe|cmd|bat|ps1)$/, '');
}

function isLeash(word: string | undefined): boolean {
  return /(?:^|[\\/])leash-mcp(?:\.(?:js|cmd|exe|ps1))?(?:@[\w.-]+)?$/i.test(word ?? '');
}
