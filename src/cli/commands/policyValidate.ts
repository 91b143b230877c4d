import { policySources, validatePolicies } from '../../app/policies.ts';
import { printable } from '../../jsonrpc/printable.ts';
import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';

/** `leash policy validate`: every problem of every file, at its spot. */
export const policyValidate: LeashCommand = {
  usage: 'validate [paths...]',
  summary: 'check policy files, folders or builtin:NAME, as they would be loaded together',
  examples: ['leash policy validate', 'leash policy validate ./policies', 'leash policy validate team.yaml --json'],
  async run({ words, home, output }) {
    const report = await validatePolicies(policySources(home, words));
    if (output.isJson) output.json(report);
    else {
      for (const { file, at, message } of report.problems) {
        output.line(`${printable(file)}:${at.line}:${at.column}: ${printable(message)}`);
      }
      for (const { file, at, message } of report.warnings) {
        output.line(
          `${printable(file)}:${at.line}:${at.column}: ${output.paint('yellow', 'warning:')} ${printable(message)}`,
        );
      }
      const rules = report.files.reduce((sum, { policy }) => sum + (policy?.rules ?? 0), 0);
      const files = `${report.files.length} ${report.files.length === 1 ? 'file' : 'files'}`;
      output.line(
        report.ok
          ? `${output.paint('green', 'valid')}: ${files}, ${rules} rules`
          : `${output.paint('red', 'not valid')}: ${report.problems.length} problems in ${files}`,
      );
    }
    return report.ok ? EXIT.ok : EXIT.finding;
  },
};
