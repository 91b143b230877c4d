import type { ResultInspection, RuleRef } from '../authz/decision.ts';

/** What is to be done about a result, where several rules say something: the strictest of each. */
export interface ResultDuty {
  readonly rules: readonly RuleRef[];
  readonly secrets: ResultInspection['secrets'];
  readonly injection: ResultInspection['injection'];
  readonly maxBytes: number | null;
  readonly taint: boolean;
}

/** Puts what each rule wants together; null where none wants anything. */
export function dutyOf(inspections: readonly ResultInspection[]): ResultDuty | null {
  if (inspections.length === 0) return null;
  const longest = inspections.flatMap(({ maxBytes }) => (maxBytes === null ? [] : [maxBytes]));
  return {
    rules: inspections.map(({ rule }) => rule),
    secrets: strictest(
      inspections.map(({ secrets }) => secrets),
      ['deny', 'redact'],
    ),
    injection: strictest(
      inspections.map(({ injection }) => injection),
      ['deny', 'flag'],
    ),
    maxBytes: longest.length === 0 ? null : Math.min(...longest),
    taint: inspections.some(({ taint }) => taint),
  };
}

function strictest<T extends string>(wanted: readonly (T | 'allow')[], order: readonly T[]): T | 'allow' {
  return order.find((treatment) => wanted.includes(treatment)) ?? 'allow';
}
