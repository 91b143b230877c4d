import { resolve } from 'node:path';
import { toNormalForm } from '../authz/normalForm.ts';
import type { Problem } from '../authz/source.ts';
import { builtinPolicies } from '../edge/builtinPolicies.ts';
import type { Home } from '../edge/home.ts';
import { type LoadedPolicy, loadPolicies } from '../edge/policyFile.ts';
import { type PolicySources, readPolicyFile } from '../edge/policyFiles.ts';
import { InvalidPolicyError } from '../edge/policyProblems.ts';
import { writeYaml } from '../edge/yamlSource.ts';
import { LeashError } from '../errors.ts';
import type { JsonObject } from '../jsonrpc/message.ts';

/** The policies of a home, or those that are named instead. */
export function policySources(home: Home, given: readonly string[]): PolicySources {
  return { given, folder: home.policies };
}

/** What validation says of one file. */
interface FileReport {
  readonly file: string;
  /** Null where the file has problems. */
  readonly policy: { readonly name: string; readonly rules: number } | null;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** What validation says of all files, which also have to go together. */
export interface ValidationReport {
  readonly ok: boolean;
  readonly files: readonly FileReport[];
  /** Every problem: those of the files, of the paths, and of names that two files claim. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Checks files, folders and `builtin:NAME` as they would be loaded together; changes nothing. */
export async function validatePolicies(sources: PolicySources): Promise<ValidationReport> {
  const { floor, loaded, problems } = await loadPolicies(sources);
  const asked = sources.given.some(
    (given) => resolve(given) === floor.path || given === `builtin:${floor.policy.name}`,
  );
  const files = (asked ? [...loaded, floor] : loaded).map(reportOf);
  return { ok: problems.length === 0, files, problems, warnings: files.flatMap(({ warnings }) => warnings) };
}

/** One line of the list of policies. */
export interface PolicyRow {
  readonly name: string;
  readonly mode: 'enforce' | 'observe';
  readonly priority: number;
  readonly agents: readonly string[];
  readonly servers: readonly string[];
  readonly rules: number;
  readonly file: string;
  readonly builtin: boolean;
}

/** The policies in force, in the order in which they are asked; throws an `InvalidPolicyError` where the set is not valid. */
export async function listPolicies(sources: PolicySources): Promise<readonly PolicyRow[]> {
  const { floor, loaded, problems } = await loadPolicies(sources);
  if (problems.length > 0) throw new InvalidPolicyError(problems);
  const rows = loaded.map(rowOf).filter((row) => row !== null);
  const inOrder = rows.sort((a, b) => b.priority - a.priority || (a.name < b.name ? -1 : 1));
  return [...inOrder, ...[rowOf(floor)].filter((row) => row !== null)];
}

/** A policy in full. */
export interface ShownPolicy {
  readonly file: string;
  /** With every default written out. */
  readonly policy: JsonObject;
  /** The same as YAML; a built-in as it was written, comments included. */
  readonly yaml: string;
}

/** Shows a policy by its name in the sources, as `builtin:NAME`, or by its file. */
export async function showPolicy(which: string, sources: PolicySources): Promise<ShownPolicy> {
  const named = await loadPolicies(sources);
  const own = [...named.loaded, named.floor].find(({ policy }) => policy?.name === which);
  if (own !== undefined) return shown(own);
  const { floor, loaded, problems } = await loadPolicies({ ...sources, given: [which] });
  if (which === `builtin:${floor.policy.name}` || resolve(which) === floor.path) return shown(floor);
  const [first, second] = loaded;
  if (first === undefined || second !== undefined) {
    const [problem] = problems;
    const why = second === undefined ? (problem?.message ?? 'not found') : 'a folder of several policies';
    // A suggestion says enough.
    throw new LeashError('ERR_USAGE', `\`${which}\`: ${why.endsWith('?') ? why : `${why}; ${expected()}`}`);
  }
  return shown(first);
}

function expected(): string {
  const names = [...builtinPolicies().keys()].map((name) => `\`builtin:${name}\``);
  return `expected the name of a policy, a file, or ${names.join(', ')}`;
}

function reportOf({ path, policy, problems, warnings }: LoadedPolicy): FileReport {
  const summary = policy === null ? null : { name: policy.name, rules: policy.rules.length };
  return { file: path, policy: summary, problems, warnings };
}

function rowOf({ path, isBuiltin, policy }: LoadedPolicy): PolicyRow | null {
  if (policy === null) return null;
  const { name, mode, priority, agents, servers, rules } = policy;
  return {
    name,
    mode,
    priority,
    agents: agents.map(({ text }) => text),
    servers: servers.map(({ text }) => text),
    rules: rules.length,
    file: path,
    builtin: isBuiltin,
  };
}

async function shown(loaded: LoadedPolicy): Promise<ShownPolicy> {
  if (loaded.policy === null) throw new InvalidPolicyError(loaded.problems);
  const policy = toNormalForm(loaded.policy);
  return { file: loaded.path, policy, yaml: (await original(loaded)) ?? writeYaml(policy) };
}

async function original(loaded: LoadedPolicy): Promise<string | null> {
  const read = loaded.isBuiltin ? await readPolicyFile(loaded) : null;
  return read === null || 'problem' in read ? null : new TextDecoder().decode(read.bytes);
}
