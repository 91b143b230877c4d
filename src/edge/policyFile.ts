import { resolve } from 'node:path';
import { compilePolicies, type PolicySet } from '../authz/compile.ts';
import { loadEngines } from '../authz/engines.ts';
import type { MatchEnvironment } from '../authz/matchers/matcher.ts';
import { canonicalText, toNormalForm } from '../authz/normalForm.ts';
import { parsePolicy } from '../authz/parse.ts';
import type { Policy } from '../authz/policy.ts';
import type { Problem } from '../authz/source.ts';
import { builtinPolicies, FLOOR } from './builtinPolicies.ts';
import { hashOfSet, keepPolicySet } from './policyArchive.ts';
import { findPolicyFiles, type PolicyFile, type PolicySources, readPolicyFile } from './policyFiles.ts';
import { InvalidPolicyError } from './policyProblems.ts';
import { readYaml } from './yamlSource.ts';

/** What became of one policy file. */
export interface LoadedPolicy extends PolicyFile {
  /** Null where the file has problems. */
  readonly policy: Policy | null;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** All policies of some sources, the floor apart. */
export interface LoadedPolicies {
  readonly floor: LoadedPolicy & { readonly policy: Policy };
  readonly loaded: readonly LoadedPolicy[];
  /** Those of every file, of the sources themselves, and names that two files claim. */
  readonly problems: readonly Problem[];
}

/** A set of policies that validates, before it is compiled. */
export interface ReadSet {
  readonly floor: Policy;
  readonly policies: readonly Policy[];
  /** What the policies say, not how or where they are written: two sets that mean the same have the same text. */
  readonly text: string;
  /** The text's, under which the log knows the set. */
  readonly hash: string;
}

/** Loads the policies and makes one set of them; throws an `InvalidPolicyError` with every problem of every file. */
export async function loadPolicySet(sources: PolicySources, environment: MatchEnvironment): Promise<PolicySet> {
  const set = await readPolicySet(sources);
  if (sources.keptIn !== undefined) await keepPolicySet(sources.keptIn, set);
  const { floor, policies, hash } = set;
  return compilePolicies(policies, {
    floor,
    environment,
    hint: hintOf(sources),
    hash,
    // Who names the floor alone has chosen it.
    hasUserPolicy: policies.length > 0 || sources.given.length > 0,
  });
}

/** Loads the policies as one set, without what compiling them takes; throws as `loadPolicySet` does. */
export async function readPolicySet(sources: PolicySources): Promise<ReadSet> {
  const { floor, loaded, problems } = await loadPolicies(sources);
  if (problems.length > 0) throw new InvalidPolicyError(problems);
  const policies = loaded.map(({ policy }) => policy).filter((policy) => policy !== null);
  const text = textOf(floor.policy, policies);
  return { floor: floor.policy, policies, text, hash: hashOfSet(text) };
}

/** Loads every policy of the sources, each on its own; what is wrong with one does not hide what is wrong with another. */
export async function loadPolicies(sources: PolicySources): Promise<LoadedPolicies> {
  const [floor, { files, problems }] = await Promise.all([loadFloor(), findPolicyFiles(sources)]);
  const loaded = await loadInBatches(files.filter(({ path }) => resolve(path) !== floor.path));
  return {
    floor,
    loaded,
    problems: [...problems, ...loaded.flatMap((each) => each.problems), ...sharedNames([floor, ...loaded])],
  };
}

/** Reads and validates one file. Never throws. */
export async function loadPolicyFile(file: PolicyFile): Promise<LoadedPolicy> {
  const read = await readPolicyFile(file);
  if ('problem' in read) return { ...file, policy: null, problems: [read.problem], warnings: [] };
  const { node, problems } = readYaml(file.path, read.bytes);
  if (node === null) return { ...file, policy: null, problems, warnings: [] };
  const parsed = parsePolicy(file.path, node, await loadEngines(node));
  if ('problems' in parsed) return { ...file, policy: null, problems: [...problems, ...parsed.problems], warnings: [] };
  return { ...file, policy: problems.length > 0 ? null : parsed.policy, problems, warnings: parsed.warnings };
}

/** A process may have only so many files open at a time. */
async function loadInBatches(files: readonly PolicyFile[]): Promise<readonly LoadedPolicy[]> {
  const loaded: LoadedPolicy[] = [];
  for (let start = 0; start < files.length; start += BATCH) {
    loaded.push(...(await Promise.all(files.slice(start, start + BATCH).map(loadPolicyFile))));
  }
  return loaded;
}

const BATCH = 32;

/** A floor that cannot be read leaves nothing to stand on. */
async function loadFloor(): Promise<LoadedPolicies['floor']> {
  const loaded = await loadPolicyFile({ path: builtinPolicies().get(FLOOR) ?? FLOOR, isBuiltin: true });
  const { policy } = loaded;
  if (policy === null) throw new InvalidPolicyError(loaded.problems);
  return { ...loaded, policy };
}

function sharedNames(loaded: readonly LoadedPolicy[]): readonly Problem[] {
  const owners = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { path, policy } of loaded) {
    if (policy === null) continue;
    const owner = owners.get(policy.name);
    if (owner === undefined) owners.set(policy.name, path);
    else {
      const message = `the name \`${policy.name}\` is taken by ${owner}, expected another one`;
      problems.push({ file: path, at: { line: 1, column: 1 }, message });
    }
  }
  return problems;
}

/** Where a person adds a rule: what was given on the command line hides the default folder. */
function hintOf({ given, folder }: PolicySources): string {
  const own = given.find((each) => !each.startsWith('builtin:'));
  return own ?? (given.length > 0 ? 'a file of your own, given with --policy' : folder);
}

function textOf(floor: Policy, policies: readonly Policy[]): string {
  const forms = policies.map((policy) => canonicalText(toNormalForm(policy))).sort();
  return canonicalText({ floor: toNormalForm(floor), policies: forms });
}
