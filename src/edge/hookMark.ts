import { createHash } from 'node:crypto';
import { readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { builtinPolicies, FLOOR } from './builtinPolicies.ts';
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
    surroundings(),
    home.root,
    userFolder(),
    policy,
    factsOf(program),
    factsOf(join(home.root, 'config.yaml')),
    factsOf(join(home.root, 'stopped.json')),
    folders.map(policyFacts),
    builtinFacts(policy),
  ];
  return createHash('sha256').update(JSON.stringify(seen)).digest('hex');
}

/** Policies as they are named on the command line, with paths that mean the same in every folder. */
export function policyPaths(given: readonly string[]): readonly string[] {
  return given.map((each) => (each.startsWith(BUILTIN) ? each : resolve(each)));
}

/** Marks a policy that comes with the package. */
const BUILTIN = 'builtin:';

/** In which file system paths are resolved: a container that shares the home sees others behind the same names. */
function surroundings(): readonly string[] {
  const { dev, ino } = statSync('/');
  return [`${dev} ${ino}`, process.platform === 'linux' ? linkText('/proc/self/ns/mnt') : ''];
}

function linkText(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function builtinFacts(policy: readonly string[]): readonly string[] {
  const named = policy.filter((each) => each.startsWith(BUILTIN)).map((each) => each.slice(BUILTIN.length));
  try {
    const files = builtinPolicies();
    return [FLOOR, ...named].map((name) => factsOf(files.get(name) ?? name));
  } catch {
    return [];
  }
}

function policyFacts(path: string): unknown {
  if (path.startsWith(BUILTIN)) return path;
  return [
    factsOf(path),
    accessOf(dirname(realPathOf(path))),
    filesIn(path).map((file) => [factsOf(file), accessOf(dirname(realPathOf(file)))]),
  ];
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

/** A link counts for what it leads to, and so does the folder of that. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
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

/** What says who could put another policy in the place of one. */
function accessOf(path: string): string {
  try {
    const { mode, uid, gid } = statSync(path);
    return [mode, uid, gid].join(' ');
  } catch {
    return 'unknown';
  }
}
