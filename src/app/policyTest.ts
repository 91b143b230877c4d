import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { hasCases, parseCaseFile, type CaseFile } from '../authz/authoring/caseFile.ts';
import { runCase, type CaseResult } from '../authz/authoring/runCase.ts';
import { compilePolicies } from '../authz/compile.ts';
import { loadEngines } from '../authz/engines.ts';
import { parsePolicy } from '../authz/parse.ts';
import type { Policy } from '../authz/policy.ts';
import type { Problem, SourceNode } from '../authz/source.ts';
import { readPolicySet } from '../edge/policyFile.ts';
import type { PolicySources } from '../edge/policyFiles.ts';
import { InvalidPolicyError } from '../edge/policyProblems.ts';
import { MAX_SOURCE_BYTES, readYaml } from '../edge/yamlSource.ts';
import { LeashError } from '../errors.ts';

/** What became of the cases of one file. */
export interface CaseFileReport {
  readonly file: string;
  readonly description: string;
  /** What is wrong with the file, or with the policies that it names; then none of its cases was run. */
  readonly problems: readonly Problem[];
  readonly results: readonly CaseResult[];
}

/** Runs the cases of files, and of all files with cases in folders. The policies are the files' own, or the `sources`. */
export async function testPolicies(
  paths: readonly string[],
  sources: PolicySources,
): Promise<readonly CaseFileReport[]> {
  const reports: CaseFileReport[] = [];
  for (const path of paths) {
    const found = await caseFiles(path);
    if (found.length === 0) throw usage(path, 'no file with `cases` in this folder');
    for (const each of found) reports.push(await runFile(each, sources));
  }
  return reports;
}

/** Runs the cases of a text. It may write policies out or name built-in ones: the files of this machine are not its business. */
export async function testCaseText(text: string, sources: PolicySources): Promise<CaseFileReport> {
  const file = 'cases';
  const { node, problems } = readYaml(file, Buffer.from(text));
  const parsed = node === null ? null : parseCaseFile(file, node);
  const named = parsed === null || 'problems' in parsed ? [] : (parsed.policies ?? []);
  const foreign = named.filter((each) => sourceText(each, '/')?.startsWith('builtin:') === false);
  const refused = foreign.map(({ at }) => ({ file, at, message: 'expected a policy, or `builtin:NAME`' }));
  return runFile({ file, node, problems: [...problems, ...refused] }, sources);
}

interface Read {
  readonly file: string;
  readonly node: SourceNode | null;
  readonly problems: readonly Problem[];
}

async function caseFiles(path: string): Promise<readonly Read[]> {
  const stats = await stat(path).catch(() => null);
  if (stats === null) throw usage(path, 'no such file or folder');
  if (!stats.isDirectory()) return [await read(path)];
  const names = (await readdir(path)).filter((name) => /^[^.].*\.ya?ml$/.test(name)).sort();
  const files: Read[] = [];
  for (const name of names) files.push(await read(join(path, name)));
  // Policies may lie beside them.
  return files.filter(({ node }) => node !== null && hasCases(node));
}

async function read(file: string): Promise<Read> {
  const stats = await stat(file).catch(() => null);
  // A device has no end, and a large file is not read to its end to be told that it is too large.
  if (stats?.isFile() !== true) throw usage(file, 'it is no file');
  if (stats.size > MAX_SOURCE_BYTES) throw usage(file, `it is larger than ${MAX_SOURCE_BYTES} bytes`);
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw usage(file, `it cannot be read (${cause instanceof Error ? cause.message : String(cause)})`);
  });
  return { file, ...readYaml(file, bytes) };
}

async function runFile({ file, node, problems }: Read, sources: PolicySources): Promise<CaseFileReport> {
  const broken = (all: readonly Problem[]) => ({ file, description: '', problems: all, results: [] });
  if (node === null || problems.length > 0) return broken(problems);
  const parsed = parseCaseFile(file, node);
  if ('problems' in parsed) return broken(parsed.problems);
  try {
    const set = await setOf(file, parsed, sources);
    const results = parsed.cases.map((each) => {
      const { agent, server } = each.request;
      return runCase(each, set.authorizerFor({ agent, server, observe: parsed.observe }));
    });
    return { file, description: parsed.description, problems: [], results };
  } catch (error) {
    if (error instanceof InvalidPolicyError) return broken(error.problems);
    throw error;
  }
}

/** The set that a file of cases is about. Paths are lexical: a case means the same on every machine. */
async function setOf(file: string, { policies, cwd, home }: CaseFile, sources: PolicySources) {
  const inline = (policies ?? []).filter((node) => !isSource(node));
  const named = (policies ?? []).map((node) => sourceText(node, file)).filter((text) => text !== null);
  const given = policies === null ? sources.given : [...named, ...(named.length === 0 ? ['builtin:default'] : [])];
  const { floor, policies: loaded } = await readPolicySet({ ...sources, given });
  const own: Policy[] = [];
  for (const node of inline) own.push(await inlinePolicy(file, node));
  return compilePolicies([...loaded, ...own], {
    floor,
    environment: { cwd, home, realpath: null },
    hint: '',
    hash: 'tested',
    hasUserPolicy: true,
  });
}

function isSource(node: SourceNode): boolean {
  return sourceText(node, '') !== null;
}

/** `builtin:NAME`, `{ builtin: NAME }`, or a path from where the file is; null for a policy that is written out. */
function sourceText(node: SourceNode, file: string): string | null {
  if (node.kind === 'scalar') {
    const text = String(node.value);
    return text.startsWith('builtin:') ? text : resolve(dirname(file), text);
  }
  const [only, ...others] = node.kind === 'map' ? node.entries : [];
  if (only?.key !== 'builtin' || others.length > 0) return null;
  return only.value.kind === 'scalar' ? `builtin:${String(only.value.value)}` : null;
}

async function inlinePolicy(file: string, node: SourceNode): Promise<Policy> {
  const parsed = parsePolicy(file, node, await loadEngines(node));
  if ('problems' in parsed) throw new InvalidPolicyError(parsed.problems);
  return parsed.policy;
}

function usage(path: string, why: string): LeashError {
  return new LeashError('ERR_USAGE', `\`${path}\`: ${why}; expected files of cases, or folders with such files`);
}
