import { obligationText } from '../authz/authoring/obligationText.ts';
import { outcomeOf } from '../authz/authoring/runCase.ts';
import type { Decision } from '../authz/decision.ts';
import { printable } from '../jsonrpc/printable.ts';
import type { Colour, Paint } from './output.ts';

const COLOURS = { allow: 'green', deny: 'red', ask: 'yellow', observe: 'yellow' } as const satisfies Record<
  string,
  Colour
>;

/** What is decided, in one word with its colour. */
export function outcomeWord(decision: Decision, paint: Paint): string {
  const outcome = outcomeOf(decision);
  return paint(COLOURS[outcome], outcome);
}

/** Why it is decided so, as names and texts for people; texts are escaped. */
export function decisionFields(decision: Decision): readonly (readonly [name: string, text: string])[] {
  const { determining, reason, nearMiss, errors, obligations, owasp } = decision;
  return [
    ...determining.map(({ policy, rule }) => ['rule', printable(`${policy}/${rule}`)] as const),
    ['reason', printable(reason)] as const,
    ...(nearMiss === null ? [] : [['nearest', printable(nearMiss)] as const]),
    ...errors.map(({ policy, rule, message }) => ['error', printable(`${policy}/${rule}: ${message}`)] as const),
    ...obligations.map((obligation) => ['needs', obligationText(obligation)] as const),
    ...(owasp.length === 0 ? [] : [['owasp', owasp.join(' ')] as const]),
  ];
}
