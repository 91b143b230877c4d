import { homeAt } from '../../app/place.ts';
import { policySources, validatePolicies, type ValidationReport } from '../../app/policies.ts';
import type { Problem } from '../../authz/source.ts';
import { printable } from '../../jsonrpc/printable.ts';
import type { LeashCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exitCode.ts';
import type { Output } from '../output.ts';

/** `leash policy validate`: every problem of every file, at its spot. */
export const policyValidate: LeashCommand = {
  usage: 'validate [paths...]',
  summary: 'check policy files, folders or builtin:NAME, as they would be loaded together',
  examples: ['leash policy validate', 'leash policy validate ./policies', 'leash policy validate team.yaml --json'],
  async run({ words, home, output }) {
    const sources = policySources(homeAt(home), words);
    const report = await validatePolicies(sources);
    if (output.isJson) output.json(report);
    else if (report.ok && report.files.length === 0) {
      output.line(`no policies in ${printable(sources.folder)}: everything is denied`);
    } else print(report, output);
    return report.ok ? EXIT.ok : EXIT.finding;
  },
};

function print({ ok, files, problems, warnings }: ValidationReport, { line, paint }: Output): void {
  for (const problem of problems) line(spotted(problem, ''));
  for (const warning of warnings) line(spotted(warning, `${paint('yellow', 'warning:')} `));
  const rules = files.reduce((sum, { policy }) => sum + (policy?.rules ?? 0), 0);
  const within = files.length === 0 ? '' : ` in ${counted(files.length, 'file')}`;
  line(
    ok
      ? `${paint('green', 'valid')}: ${counted(files.length, 'file')}, ${counted(rules, 'rule')}`
      : `${paint('red', 'not valid')}: ${counted(problems.length, 'problem')}${within}`,
  );
}

function spotted({ file, at, message }: Problem, kind: string): string {
  return `${printable(file)}:${at.line}:${at.column}: ${kind}${printable(message)}`;
}
