import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { testPolicies, type CaseFileReport } from '../../app/policyTest.ts';
import { tryPolicies } from '../../app/policyTry.ts';
import type { CaseResult } from '../../authz/authoring/runCase.ts';
import { outcomeOf } from '../../authz/authoring/runCase.ts';
import type { AuthorizationRequest } from '../../authz/request.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { table, type Column } from '../columns.ts';
import { usageError, type Invocation, type LeashCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { decisionFields, outcomeWord } from '../decisionText.ts';
import { EXIT } from '../exitCode.ts';
import type { Output } from '../output.ts';
import { POLICY_OPTION, sourcesOf } from '../policyOption.ts';
import { REQUEST_OPTIONS, requestOf } from '../requestOptions.ts';

/** `leash policy test`: cases in files, or one request; exit 1 where a case fails, or the request is not allowed. */
export const policyTest: LeashCommand = {
  usage: 'test [paths...]',
  summary: 'run decision cases (default: those in policies/tests), or ask about one request',
  options: [...REQUEST_OPTIONS, POLICY_OPTION],
  examples: [
    'leash policy test cases.yaml',
    'leash policy test ./policies/tests --policy ./policies',
    'leash policy test --server files --action read_file --arg path=/etc/hosts',
    'leash policy test --resource file:///a.txt --policy builtin:read-only --json',
  ],
  async run(invocation) {
    const request = requestOf(invocation);
    if (request === null) return runFiles(invocation);
    if (invocation.words.length > 0) throw usageError('files of cases, or the options of one request, not both');
    return tryOne(invocation, request);
  },
};

async function runFiles(invocation: Invocation): Promise<number> {
  const { words, output } = invocation;
  const sources = sourcesOf(invocation);
  const reports = await testPolicies(words.length > 0 ? words : [ownCases(sources.folder)], sources);
  const results = reports.flatMap((report) => report.results);
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  const problems = reports.flatMap((report) => report.problems);
  const ok = failed === 0 && problems.length === 0;
  if (output.isJson) output.json({ ok, passed: results.length - failed, failed, files: reports });
  else {
    for (const report of reports) print(report, output);
    output.line(summary(reports, failed, output));
  }
  return ok ? EXIT.ok : EXIT.finding;
}

function summary(reports: readonly CaseFileReport[], failed: number, { paint }: Output): string {
  const broken = reports.filter(({ problems }) => problems.length > 0).length;
  const all = counted(reports.flatMap(({ results }) => results).length, 'case');
  const said = `${failed === 0 ? 'all' : failed} of ${all} in ${counted(reports.length, 'file')}`;
  const word = failed === 0 ? paint('green', 'passed') : paint('red', 'failed');
  return broken === 0
    ? `${word}: ${said}`
    : `${paint('red', 'not valid')}: ${counted(broken, 'file')}; ${word}: ${said}`;
}

function ownCases(folder: string): string {
  const cases = join(folder, 'tests');
  if (existsSync(cases)) return cases;
  throw usageError(
    `nothing to test: name files of cases, put some into ${cases}, or ask about one request by --action`,
  );
}

function print({ file, description, problems, results }: CaseFileReport, output: Output): void {
  const { line, paint } = output;
  line(paint('bold', printable(file, 200)) + (description === '' ? '' : `  ${printable(description)}`));
  for (const { file: at, at: spot, message } of problems) {
    line(`  ${printable(at, 200)}:${spot.line}:${spot.column}: ${printable(message)}`);
  }
  if (results.length > 0) for (const row of table(results, COLUMNS, paint)) line(`  ${row}`);
  for (const { it, line: at, failures, reason, nearMiss } of results.filter((result) => result.failures.length > 0)) {
    line();
    line(`  ${paint('red', 'failed')} ${printable(file, 200)}:${at}: ${printable(it)}`);
    for (const failure of failures) line(`    ${printable(failure)}`);
    line(`    reason: ${printable(reason)}${nearMiss === null ? '' : `; ${printable(nearMiss)}`}`);
  }
  line();
}

const COLUMNS: readonly Column<CaseResult>[] = [
  {
    title: 'result',
    cell: ({ failures }) => (failures.length === 0 ? 'pass' : 'FAIL'),
    colour: ({ failures }) => (failures.length === 0 ? 'green' : 'red'),
  },
  { title: 'decided', cell: ({ outcome }) => outcome },
  { title: 'by', cell: ({ rules }) => rules.join(' ') || 'no rule', max: 40 },
  { title: 'case', cell: ({ it }) => it, max: 120 },
];

async function tryOne(invocation: Invocation, request: AuthorizationRequest): Promise<number> {
  const { output } = invocation;
  const { decision, policySet, listed } = await tryPolicies(sourcesOf(invocation), request, process.cwd());
  const outcome = outcomeOf(decision);
  if (output.isJson) output.json({ outcome, request, decision, listed, policySet });
  else {
    output.line(`${outcomeWord(decision, output.paint)}  ${printable(nameOf(request), 200)}`);
    for (const [name, text] of decisionFields(decision)) output.line(`${output.paint('dim', name.padEnd(9))}${text}`);
  }
  return outcome === 'allow' || outcome === 'observe' ? EXIT.ok : EXIT.finding;
}

function nameOf({ agent, server, method, action, resource }: AuthorizationRequest): string {
  return `${agent}: ${action === null ? `${method} ${resource ?? ''}`.trim() : `${server}/${action}`}`;
}
