import { statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { starterPolicy } from '../../../scanner/starter.ts';
import { createFile } from '../../edge/durableFile.ts';
import type { Home } from '../../edge/home.ts';
import { LeashError } from '../../errors.ts';
import { member } from '../../jsonrpc/value.ts';
import type { ScannedServer } from './scan.ts';

/** What becomes of tools of medium risk. */
export type StarterMode = 'ask' | 'observe' | 'deny';

/** The starter policy of a scanned server, as YAML: low risk works, paths stay below the directories that it was given. */
export function starterFor(
  { name, listing, report, upstream }: ScannedServer,
  askMode: StarterMode,
  cwd = process.cwd(),
): string {
  return starterPolicy({
    server: name,
    roots: upstream?.kind === 'command' ? directoriesIn(upstream.args, cwd) : [],
    tools: report.tools.map(({ name: tool, risk, grade }, index) => ({
      name: tool,
      risk,
      grade,
      inputSchema: member(listing.tools[index], 'inputSchema'),
    })),
    askMode,
  });
}

/** Writes a policy where none is yet, and says where. Throws `ERR_USAGE` where there is one. */
export async function writeStarter(home: Home, server: string, text: string, path: string | null): Promise<string> {
  const file = path === null ? join(home.policies, `starter-${server}.yaml`) : resolve(path);
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    if (await createFile(file, text)) return file;
  } catch (error) {
    throw new LeashError(
      'ERR_SCAN_FAILED',
      `\`${file}\` cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  throw new LeashError(
    'ERR_USAGE',
    `\`${file}\` is there already and was left as it is: move it away, or name another file`,
  );
}

/** The directories among the words that a server is started with: those that it was given to work in. */
function directoriesIn(args: readonly string[], cwd: string): readonly string[] {
  const found = args.filter((word) => !word.startsWith('-') && /[\\/.]/.test(word)).map((word) => resolve(cwd, word));
  return [...new Set(found.filter(isDirectory))];
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
