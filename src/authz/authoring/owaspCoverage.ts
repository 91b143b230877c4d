import { OWASP_THREATS } from '../owasp.ts';
import type { Policy } from '../policy.ts';

/** One threat of the OWASP lists, and the rules that say they are about it. */
export interface ThreatCoverage {
  readonly id: string;
  readonly title: string;
  /** `policy/rule`, of policies that enforce. */
  readonly rules: readonly string[];
  /** The same of policies that only observe. */
  readonly observing: readonly string[];
}

/** Every threat there is, in the order of the lists, whether a rule is about it or not. */
export function owaspCoverage(policies: readonly Policy[]): readonly ThreatCoverage[] {
  return [...OWASP_THREATS].map(([id, title]) => ({
    id,
    title,
    rules: rulesAbout(id, policies, 'enforce'),
    observing: rulesAbout(id, policies, 'observe'),
  }));
}

function rulesAbout(id: string, policies: readonly Policy[], mode: Policy['mode']): readonly string[] {
  return policies
    .filter((policy) => policy.mode === mode)
    .flatMap(({ name, rules }) => rules.filter(({ owasp }) => owasp.includes(id)).map((rule) => `${name}/${rule.id}`));
}
