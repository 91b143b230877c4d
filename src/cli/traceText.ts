import type { Check } from '../authz/authoring/ruleChecks.ts';
import type { PolicyTrace, RuleTrace, Trace } from '../authz/authoring/trace.ts';
import { printable } from '../jsonrpc/printable.ts';
import type { Colour, Paint } from './output.ts';

/** A trace for people: each policy in the order in which it is asked, each rule, and what kept it from matching. */
export function traceLines({ policies }: Trace, paint: Paint): readonly string[] {
  return policies.flatMap((policy) => policyLines(policy, paint));
}

const SILENT: Readonly<Record<PolicyTrace['asked'], string>> = {
  asked: '',
  'other-agent': ': for other agents',
  'other-server': ': for other servers',
  'decided-above': ': not asked, a higher priority has decided',
};

function policyLines({ policy, priority, mode, asked, rules }: PolicyTrace, paint: Paint): readonly string[] {
  const level = priority === null ? 'the floor, asked last' : `priority ${priority}`;
  const how = mode === 'observe' ? `${level}, observing` : level;
  const head = `${paint('bold', printable(policy))} ${paint('dim', `(${how})`)}${SILENT[asked]}`;
  return [head, ...rules.flatMap((rule) => ruleLines(rule, paint))];
}

function ruleLines(rule: RuleTrace, paint: Paint): readonly string[] {
  const [word, colour] = wordOf(rule);
  const head = `  ${paint(colour, word.padEnd(8))}${rule.effect} ${printable(rule.rule)}`;
  const isElsewhere = rule.checks.some(({ part, result }) => OTHER.includes(part) && result === 'miss');
  // A rule for something else needs no more than to say what it is for.
  const shown = isElsewhere ? rule.checks.filter(({ result }) => result === 'miss') : rule.checks.filter(isTold);
  return [head, ...shown.map((check) => `      ${checkText(check, paint)}`)];
}

const OTHER: readonly Check['part'][] = ['method', 'action'];

function isTold({ part, result }: Check): boolean {
  return !OTHER.includes(part) || result !== 'match';
}

function wordOf({ result, decides, effect }: RuleTrace): readonly [string, Colour] {
  if (decides) return ['DECIDES', effect === 'deny' ? 'red' : 'green'];
  switch (result) {
    case 'match':
      return ['matches', 'green'];
    case 'miss':
      return ['misses', 'dim'];
    case 'error':
      return ['error', 'yellow'];
    case 'unknown':
      return ['unknown', 'yellow'];
    case 'not-asked':
      return ['-', 'dim'];
  }
}

const MARKS: Readonly<Record<Check['result'], readonly [string, Colour]>> = {
  match: ['ok', 'green'],
  miss: ['no', 'red'],
  error: ['error', 'yellow'],
  unknown: ['unknown', 'yellow'],
};

function checkText({ part, key, wants, result }: Check, paint: Paint): string {
  const [mark, colour] = MARKS[result];
  return `${paint(colour, mark.padEnd(8))}${partText(part, key)}: ${printable(wants, 300)}`;
}

function partText(part: Check['part'], key: string): string {
  if (part === 'args') return key === '' ? 'other arguments' : `argument \`${printable(key, 100)}\``;
  return part === 'context' ? `context \`${printable(key, 100)}\`` : part;
}
