import { mkdir, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { builtinPolicies, FLOOR } from '../edge/builtinPolicies.ts';
import { createFile, replaceFile } from '../edge/durableFile.ts';
import { prepareHome, type Home } from '../edge/home.ts';
import { loadPolicies } from '../edge/policyFile.ts';
import { readPolicyFile } from '../edge/policyFiles.ts';
import { InvalidPolicyError } from '../edge/policyProblems.ts';
import { LeashError } from '../errors.ts';

/** A policy that is now in the folder. */
export interface AddedPolicy {
  readonly name: string;
  readonly file: string;
  readonly rules: number;
  /** `same`: it was there already, word for word. */
  readonly change: 'added' | 'replaced' | 'same';
}

/**
 * Copies a built-in policy, or a file, into the home's folder of policies, where it is in force within a second. Nothing
 * is written unless it goes together with what is there; what is there is replaced only by `force`.
 */
export async function addPolicy(home: Home, which: string, force: boolean): Promise<AddedPolicy> {
  const source = sourceOf(which);
  const target = join(home.policies, source.name);
  if (resolve(source.path) === resolve(target)) throw usage(which, 'it is in the folder already');
  const read = await readPolicyFile(source);
  if ('problem' in read) throw new InvalidPolicyError([read.problem]);
  const text = decode(which, read.bytes);
  const { name, rules } = await validated(home, source.given, target);
  const change = await write(home, target, text, force);
  return { name, file: target, rules, change };
}

interface Source {
  readonly given: string;
  readonly path: string;
  readonly isBuiltin: boolean;
  /** What the file will be called. */
  readonly name: string;
}

function sourceOf(which: string): Source {
  if (which.startsWith('builtin:')) {
    const name = which.slice('builtin:'.length);
    if (name === FLOOR) throw usage(which, 'it is always in force, below all others');
    const path = builtinPolicies().get(name);
    if (path !== undefined) return { given: which, path, isBuiltin: true, name: `${name}.yaml` };
    const names = [...builtinPolicies().keys()].filter((each) => each !== FLOOR).map((each) => `\`builtin:${each}\``);
    throw usage(which, `no policy of that name is built in, expected one of ${names.join(', ')}`);
  }
  const name = basename(which);
  if (!POLICY_FILE.test(name))
    throw usage(which, 'a policy is a file that ends in `.yaml` or `.yml`, or `builtin:NAME`');
  return { given: which, path: which, isBuiltin: false, name };
}

/** What is loaded from a folder. */
const POLICY_FILE = /^[^.].*\.ya?ml$/;

/** As it would be loaded, with everything that is there beside it. */
async function validated(home: Home, given: string, target: string): Promise<{ name: string; rules: number }> {
  const names = await readdir(home.policies).catch(() => []);
  const beside = names.filter((name) => POLICY_FILE.test(name) && name !== basename(target));
  const { loaded, problems } = await loadPolicies({
    given: [given, ...beside.map((name) => join(home.policies, name))],
    folder: home.policies,
  });
  if (problems.length > 0) throw new InvalidPolicyError(problems);
  const policy = loaded[0]?.policy;
  if (policy == null) throw usage(given, 'no policy');
  return { name: policy.name, rules: policy.rules.length };
}

async function write(home: Home, target: string, text: string, force: boolean): Promise<AddedPolicy['change']> {
  prepareHome(home);
  await mkdir(home.policies, { recursive: true, mode: 0o700 });
  if (await createFile(target, text)) return 'added';
  const there = await readPolicyFile({ path: target, isBuiltin: false });
  if (!('problem' in there) && Buffer.from(text).equals(there.bytes)) return 'same';
  if (!force) throw new LeashError('ERR_USAGE', `\`${target}\` is there already; --force replaces it`);
  await replaceFile(target, text);
  return 'replaced';
}

function decode(which: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw usage(which, 'it is not text in UTF-8');
  }
}

function usage(which: string, why: string): LeashError {
  return new LeashError('ERR_USAGE', `\`${which}\`: ${why}`);
}
