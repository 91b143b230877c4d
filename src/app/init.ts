import { prepareHome, type Home } from '../edge/home.ts';
import { LeashError } from '../errors.ts';
import type { FoundFile } from './clientFound.ts';
import { validatePolicies } from './policies.ts';
import { readConfig } from './readConfig.ts';
import { configuredStart } from './scan/clientConfigs.ts';
import { scanAll, type ScannedServer, type ScanTarget, type UnscannedServer } from './scan/scan.ts';
import { starterFor, writeStarter, type StarterMode } from './scan/starter.ts';
import { targetOf } from './scan/targets.ts';

/** A server that a client is set up with, on one line. */
export interface SurveyRow {
  readonly client: string;
  readonly server: string;
  readonly state: 'not behind Leash' | 'behind Leash' | 'cannot be wrapped';
  readonly how: string;
}

/** What there is to set up. */
export function surveyOf(files: readonly FoundFile[]): readonly SurveyRow[] {
  return files.flatMap(({ client, servers }) =>
    servers.map(({ key, entry }): SurveyRow => {
      const row = { client: client.title, server: key };
      switch (entry.kind) {
        case 'wrapped':
          return { ...row, state: 'behind Leash', how: (entry.launch.server ?? ['a server at a URL']).join(' ') };
        case 'command':
          return { ...row, state: 'not behind Leash', how: [entry.command, ...entry.args].join(' ') };
        case 'url':
          return { ...row, state: 'not behind Leash', how: entry.url.replace(/\?.*$/s, '') };
        case 'builtin':
        case 'other':
          return { ...row, state: 'cannot be wrapped', how: '' };
      }
    }),
  );
}

export interface SetUpScan {
  readonly home: Home;
  readonly files: readonly FoundFile[];
  readonly version: string;
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
}

/** Starts each server once, without Leash, and scans what it says of itself. */
export async function scanFound(options: SetUpScan): Promise<{
  readonly scanned: readonly ScannedServer[];
  readonly unscanned: readonly UnscannedServer[];
}> {
  const { maxLineBytes, maxDepth } = readConfig(options.home).config;
  return scanAll({ ...options, targets: targetsIn(options), maxLineBytes, maxDepth });
}

function targetsIn({ files, env }: SetUpScan): readonly ScanTarget[] {
  const seen = new Set<string>();
  return files.flatMap(({ client, file, servers }) =>
    servers.flatMap((server) => {
      const start = configuredStart(server, env);
      const known = JSON.stringify([server.name, start]);
      if (seen.has(known)) return [];
      seen.add(known);
      return [targetOf({ name: server.name, client: client.title, file: file.path, start })];
    }),
  );
}

/** What became of the starter policy of one server. */
export interface StarterOutcome {
  readonly server: string;
  readonly file: string | null;
  /** Why none was written. */
  readonly why: string | null;
}

/**
 * Writes a starter policy for each server that has none. What is there is never touched, and what was written goes
 * together with it, or an error says what is wrong.
 */
export async function writeStarters(
  home: Home,
  scanned: readonly ScannedServer[],
  mode: StarterMode,
): Promise<readonly StarterOutcome[]> {
  prepareHome(home);
  const outcomes: StarterOutcome[] = [];
  for (const each of scanned) {
    try {
      const file = await writeStarter(home, each.name, starterFor(each, mode), null);
      outcomes.push({ server: each.name, file, why: null });
    } catch (error) {
      if (!(error instanceof LeashError || error instanceof RangeError)) throw error;
      outcomes.push({ server: each.name, file: null, why: error.message });
    }
  }
  const { ok, problems } = await validatePolicies({ given: [], folder: home.policies });
  if (ok) return outcomes;
  const [problem] = problems;
  throw new LeashError(
    'ERR_POLICY_INVALID',
    `the policies do not go together: ${problem?.message ?? 'unknown'}; see \`leash policy validate\``,
  );
}
