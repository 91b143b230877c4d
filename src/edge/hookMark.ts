import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { userFolder, type Home } from './home.ts';

/** What a decision of `leash hook` rests on, apart from the call itself. */
export interface HookGrounds {
  readonly home: Home;
  /** As `policyPaths` gives them. */
  readonly policy: readonly string[];
  /** The file of the program that runs. */
  readonly program: string;
}

/**
 * Tells one state of the program, the settings, the policies and the stop switch from every other. A resident answers for
 * those alone who see the same mark as it did when it began: what changes is in force with the next call.
 */
export function hookMark({ home, policy, program }: HookGrounds): string {
  const folders = policy.length === 0 ? [home.policies] : policy;
  const seen = [
    process.version,
    home.root,
    userFolder(),
    policy,
    factsOf(program),
    factsOf(join(home.root, 'config.yaml')),
    factsOf(join(home.root, 'stopped.json')),
    folders.map(policyFacts),
  ];
  return createHash('sha256').update(JSON.stringify(seen)).digest('hex');
}

/** Policies as they are named on the command line, with paths that mean the same in every folder. */
export function policyPaths(given: readonly string[]): readonly string[] {
  return given.map((each) => (each.startsWith(BUILTIN) ? each : resolve(each)));
}

/** These are part of the program. */
const BUILTIN = 'builtin:';

function policyFacts(path: string): unknown {
  if (path.startsWith(BUILTIN)) return path;
  return [factsOf(path), accessOf(dirname(path)), filesIn(path).map(factsOf)];
}

function filesIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => /^[^.].*\.ya?ml$/.test(name));
    return names.sort().map((name) => join(folder, name));
  } catch {
    // It is a file, or there is none: its own facts say so.
    return [];
  }
}

/** What changes whenever a file does; also who may change it. */
function factsOf(path: string): string {
  try {
    const { dev, ino, size, mode, uid, gid, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [path, dev, ino, size, mode, uid, gid, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    return `${path} ${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'}`;
  }
}

/** Others may write into the folder around a policy, as long as nobody could replace the policy. */
function accessOf(path: string): string {
  try {
    const { mode, uid, gid } = statSync(path);
    return [mode, uid, gid].join(' ');
  } catch {
    return 'unknown';
  }
}
