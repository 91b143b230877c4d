import { matchResource } from './resource.ts';
import type { Question } from './matchRule.ts';
import { some } from './matchers/logic.ts';
import type { Rule } from './policy.ts';
import type { BoundPolicy, BoundRule } from './ruleIndex.ts';

/**
 * Whether some arguments (and, where the request names none, some resource) could make the policies allow or ask.
 * May err towards true, never towards false: it decides what lists show, and a call is decided again.
 */
export function couldAllow(candidates: readonly BoundRule[], question: Question): boolean {
  const enforcing = candidates.filter(({ from }) => from.policy.mode === 'enforce');
  const observing = candidates.filter(({ from }) => from.policy.mode === 'observe');
  const observers = outlooks(observing, question).some(({ outlook }) => outlook.allow || outlook.deny);
  for (const policies of byLevel(outlooks(enforcing, question))) {
    const level = policies.map(({ outlook }) => outlook);
    // Where only the floor is left, an observing policy can still let the request through.
    if (observers && policies.some(({ from }) => from.isFloor)) return true;
    const denied = level.some(({ allow, deny, silent }) => deny && !allow && !silent);
    if (!denied && level.some(({ allow }) => allow)) return true;
    if (!level.every(({ silent }) => silent)) return false;
  }
  return observers;
}

/** What a policy may come to say; `silent` is that none of its rules matches. */
interface Outlook {
  allow: boolean;
  deny: boolean;
  silent: boolean;
}

interface PolicyOutlook {
  readonly from: BoundPolicy;
  readonly outlook: Outlook;
}

/** Goes through each policy's rules until one is certain to match. */
function outlooks(candidates: readonly BoundRule[], question: Question): readonly PolicyOutlook[] {
  const found: PolicyOutlook[] = [];
  for (const { from, rule } of candidates) {
    if (found.at(-1)?.from !== from) found.push({ from, outlook: { allow: false, deny: false, silent: true } });
    const outlook = found.at(-1)?.outlook;
    if (outlook?.silent !== true) continue;
    const chance = chanceOf(rule, question);
    if (chance === 'none') continue;
    if (rule.effect === 'deny') outlook.deny = true;
    else outlook.allow = true;
    if (chance === 'certain') outlook.silent = false;
  }
  return found;
}

function byLevel(policies: readonly PolicyOutlook[]): readonly (readonly PolicyOutlook[])[] {
  const levels: PolicyOutlook[][] = [];
  for (const policy of policies) {
    const last = levels.at(-1);
    if (last?.[0]?.from.level === policy.from.level) last.push(policy);
    else levels.push([policy]);
  }
  return levels;
}

/** How a rule may fare while arguments, context and what a condition may ask for are unknown. */
function chanceOf(rule: Rule, { plain, resource }: Question): 'none' | 'possible' | 'certain' {
  if (!plain && rule.effect !== 'deny') return 'none';
  const isOpen = rule.args !== null || rule.conditions.length > 0 || rule.when !== null;
  const rest = isOpen ? 'possible' : 'certain';
  if (rule.resource === null) return rest;
  if (resource === null) return 'possible';
  const match = some(rule.resource, (pattern) => matchResource(pattern, resource, rule.effect === 'deny'));
  if (match === 'match') return rest;
  return match === 'error' && rule.effect !== 'allow' ? rest : 'none';
}
