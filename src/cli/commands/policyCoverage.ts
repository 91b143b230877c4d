import { coverPolicies, coverThreats, type PolicyCoverage } from '../../app/policyCoverage.ts';
import { homeAt } from '../../app/place.ts';
import type { RuleUse } from '../../authz/authoring/coverage.ts';
import type { ThreatCoverage } from '../../authz/authoring/owaspCoverage.ts';
import { table, type Column } from '../columns.ts';
import { flag, type LeashCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exitCode.ts';
import { remarkUnreadable } from '../logLines.ts';
import type { Output } from '../output.ts';
import { period, PERIOD_OPTIONS } from '../period.ts';
import { POLICY_OPTION, sourcesOf } from '../policyOption.ts';

/** `leash policy coverage`: tools that no rule names (exit 1), rules that never decided, threats that rules are about. */
export const policyCoverage: LeashCommand = {
  usage: 'coverage',
  summary: 'show tools that no rule names, and rules that never decided; or threats',
  options: [
    POLICY_OPTION,
    ...PERIOD_OPTIONS,
    ['--owasp', 'which threats of the OWASP lists the rules are about, instead'],
  ],
  examples: [
    'leash policy coverage --since 30d',
    'leash policy coverage --policy ./policies --json',
    'leash policy coverage --owasp',
  ],
  async run(invocation) {
    const { output } = invocation;
    const sources = sourcesOf(invocation);
    if (flag(invocation, 'owasp')) {
      const threats = await coverThreats(sources);
      if (output.isJson) output.json(threats);
      else printThreats(threats, output);
      return EXIT.ok;
    }
    const coverage = await coverPolicies(homeAt(invocation.home), sources, period(invocation, Date.now()));
    remarkUnreadable(output, coverage.unreadable);
    if (output.isJson) output.json(coverage);
    else print(coverage, output);
    if (coverage.unreadable.length > 0) return EXIT.environment;
    return coverage.tools.some(({ rules }) => rules.length === 0) ? EXIT.finding : EXIT.ok;
  },
};

function print({ tools, rules }: PolicyCoverage, { line, paint }: Output): void {
  const unnamed = tools.filter((tool) => tool.rules.length === 0);
  const idle = rules.filter(({ decided }) => decided === 0);
  if (tools.length > 0) for (const row of table(tools, TOOLS, paint)) line(row);
  if (tools.length > 0) line();
  if (idle.length > 0) for (const row of table(idle, RULES, paint)) line(row);
  if (idle.length > 0) line();
  const word =
    unnamed.length === 0 ? 'every one is named by a rule' : paint('yellow', `${unnamed.length} that no rule names`);
  line(tools.length === 0 ? 'no tools are known yet' : `${counted(tools.length, 'tool')}: ${word}`);
  line(`${counted(rules.length, 'rule')}: ${usesText(rules.length, idle.length)}`);
}

function usesText(rules: number, idle: number): string {
  if (rules === 0) return 'there are none';
  return idle === 0 ? 'every one decided something' : `${idle} never decided anything`;
}

const TOOLS: readonly Column<PolicyCoverage['tools'][number]>[] = [
  { title: 'server', cell: ({ server }) => server, max: 30 },
  { title: 'tool', cell: ({ tool }) => tool, max: 40 },
  { title: 'calls', cell: ({ calls }) => String(calls) },
  {
    title: 'named by',
    cell: ({ rules }) => rules.join(' ') || 'no rule',
    max: 120,
    colour: ({ rules }) => (rules.length === 0 ? 'yellow' : null),
  },
];

const RULES: readonly Column<RuleUse>[] = [
  { title: 'never decided', cell: ({ policy, rule }) => `${policy}/${rule}`, max: 80 },
  { title: 'effect', cell: ({ effect }) => effect },
];

function printThreats(threats: readonly ThreatCoverage[], { line, paint }: Output): void {
  for (const row of table(threats, THREATS, paint)) line(row);
  line();
  const covered = threats.filter(({ rules }) => rules.length > 0).length;
  line(
    `rules are about ${covered} of ${counted(threats.length, 'threat')}; what a rule is about, it does not always prevent`,
  );
}

const THREATS: readonly Column<ThreatCoverage>[] = [
  { title: 'threat', cell: ({ id }) => id },
  {
    title: 'rules',
    cell: ({ rules }) => String(rules.length),
    colour: ({ rules }) => (rules.length === 0 ? 'yellow' : 'green'),
  },
  { title: 'observing', cell: ({ observing }) => (observing.length === 0 ? '' : String(observing.length)) },
  { title: 'title', cell: ({ title }) => title },
];
