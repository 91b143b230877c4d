import type { Verdict } from './combine.ts';
import type { Evaluation, NearRule } from './evaluate.ts';
import { oneOf, quoted } from './matchers/operand.ts';
import type { Question, Shortfall } from './matchRule.ts';
import type { Rule } from './policy.ts';
import type { BoundRule } from './ruleIndex.ts';

/**
 * Names the rule that came nearest to letting a denied request through, and what it wanted; null where none did.
 * Holds text of the policies only, never a value of the call. `located` are the rules that the index did not even
 * propose, because the resource is not theirs.
 */
export function nearMiss(evaluation: Evaluation, question: Question, located: readonly BoundRule[]): string | null {
  const { enforced } = evaluation;
  const near = evaluation.near.filter(
    ({ bound, shortfall }) =>
      wouldHelp(bound, enforced) && (shortfall.kind !== 'resource' || question.resource?.kind === 'clear'),
  );
  const nearest = near.find(({ shortfall }) => shortfall.kind === 'args' && shortfall.outcome.unlisted) ?? near[0];
  const found = nearest ?? nearestPlace(located, question, enforced);
  return found === null ? null : describe(found);
}

/** Whether the outcome would change if the rule matched; an observing policy's rule is not a permission to aim for. */
function wouldHelp({ from, order }: BoundRule, enforced: Verdict | null): boolean {
  if (from.policy.mode === 'observe') return false;
  const [first, ...others] = enforced?.rules ?? [];
  if (first === undefined || from.level > first.from.level) return true;
  return from === first.from && others.length === 0 && order < first.order;
}

const MAX_LOCATED = 64;

/** Of the rules for other resources, the one whose beginning has most in common with what was asked for. */
function nearestPlace(
  located: readonly BoundRule[],
  { request, resource, plain }: Question,
  enforced: Verdict | null,
): NearRule | null {
  if (resource?.kind !== 'clear' || !plain) return null;
  const [text = ''] = resource.whole;
  let nearest: BoundRule | null = null;
  let best = -1;
  for (const bound of located.slice(0, MAX_LOCATED)) {
    const { effect, method, resource: patterns } = bound.rule;
    if (effect === 'deny' || !wouldHelp(bound, enforced)) continue;
    if (!method.some(({ glob }) => glob.test(request.method))) continue;
    const common = Math.max(...(patterns ?? []).map(({ glob }) => commonLength(glob.literalPrefix, text)));
    if (common > best) [nearest, best] = [bound, common];
  }
  return nearest === null ? null : { bound: nearest, shortfall: { kind: 'resource' } };
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

function describe({ bound: { from, rule }, shortfall }: NearRule): string {
  const verb = rule.effect === 'ask' ? 'would ask a person about this' : 'would allow this';
  return `rule \`${from.policy.name}/${rule.id}\` ${verb} ${wanted(rule, shortfall)}`;
}

function wanted(rule: Rule, shortfall: Shortfall): string {
  switch (shortfall.kind) {
    case 'resource':
      return `if the resource matched ${oneOf((rule.resource ?? []).map(({ text }) => text))}`;
    case 'condition': {
      const { condition } = shortfall;
      const value = condition.kind === 'glob' ? condition.pattern.text : String(condition.value);
      return `if ${quoted(condition.key)} in the context were ${quoted(value)}`;
    }
    case 'when':
      return `if \`when\` held: ${quoted(rule.when?.text ?? '')}`;
    case 'args': {
      const { key, wants } = shortfall.outcome;
      if (key !== null) return `if ${quoted(key)} were ${wants ?? 'there'}`;
      const listed = Object.keys(rule.args?.written ?? {});
      return listed.length === 0
        ? 'without arguments'
        : `with no other arguments than ${listed.map(quoted).join(', ')}`;
    }
  }
}
