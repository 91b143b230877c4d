import { loadEngines } from '../authz/engines.ts';
import { parsePolicy } from '../authz/parse.ts';
import type { Policy } from '../authz/policy.ts';
import type { Problem } from '../authz/source.ts';
import { readPolicySet } from '../edge/policyFile.ts';
import { InvalidPolicyError } from '../edge/policyProblems.ts';
import { readYaml } from '../edge/yamlSource.ts';
import type { ValidationReport } from './policies.ts';
import { ruleBook, type RuleBook } from './ruleBook.ts';

/** Checks policies that are given as texts and not as files, as they would be loaded together. */
export async function validateTexts(texts: readonly string[]): Promise<ValidationReport> {
  const read = await readTexts(texts);
  const files = read.map(({ file, policy, problems, warnings }) => ({
    file,
    policy: policy === null ? null : { name: policy.name, rules: policy.rules.length },
    problems,
    warnings,
  }));
  const problems = allProblems(read);
  return { ok: problems.length === 0, files, problems, warnings: files.flatMap(({ warnings }) => warnings) };
}

/** Makes them ready to be asked; throws an `InvalidPolicyError` where they are not valid. */
export async function bookOfTexts(texts: readonly string[]): Promise<RuleBook> {
  const read = await readTexts(texts);
  const problems = allProblems(read);
  if (problems.length > 0) throw new InvalidPolicyError(problems);
  const { floor } = await readPolicySet({ given: ['builtin:default'], folder: '' });
  return ruleBook({ floor, policies: read.flatMap(({ policy }) => policy ?? []), hash: 'candidate' });
}

interface ReadText {
  readonly file: string;
  readonly policy: Policy | null;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

function readTexts(texts: readonly string[]): Promise<readonly ReadText[]> {
  return Promise.all(texts.map((text, index) => readText(`policies/${index}`, text)));
}

async function readText(file: string, text: string): Promise<ReadText> {
  const { node, problems } = readYaml(file, Buffer.from(text));
  if (node === null) return { file, policy: null, problems, warnings: [] };
  const parsed = parsePolicy(file, node, await loadEngines(node));
  if ('problems' in parsed) return { file, policy: null, problems: [...problems, ...parsed.problems], warnings: [] };
  return { file, policy: problems.length > 0 ? null : parsed.policy, problems, warnings: parsed.warnings };
}

function allProblems(read: readonly ReadText[]): readonly Problem[] {
  const owners = new Map<string, string>();
  const shared: Problem[] = [];
  for (const { file, policy } of read) {
    if (policy === null) continue;
    const owner = owners.get(policy.name);
    if (owner === undefined) owners.set(policy.name, file);
    else shared.push({ file, at: { line: 1, column: 1 }, message: `the name \`${policy.name}\` is taken by ${owner}` });
  }
  return [...read.flatMap(({ problems }) => problems), ...shared];
}
