import type { Grade } from './report.ts';
import type { Ground, Weight } from './rules/rule.ts';

/** One signal of a tool, as far as it counts. */
export interface Signal {
  readonly ground: Ground;
  readonly weight: Weight;
  /** Which text it is in: faint signals only add up inside one. */
  readonly at: string;
}

/**
 * Grades each signal in the light of all: two clear ones of different grounds withhold a tool, so does a strong one; a
 * clear one asks for a look; faint ones count only together.
 */
export function gradeSignals(signals: readonly Signal[]): Exclude<Grade, 'none'>[] {
  const firm = new Set(signals.filter(({ weight }) => weight !== 'faint').map(({ ground }) => ground));
  const faint = faintGrounds(signals);
  const isBlocked = firm.size >= 2;
  return signals.map(({ weight, ground, at }) => {
    if (weight === 'strong') return 'block';
    if (weight === 'clear') return isBlocked ? 'block' : 'warn';
    if (NEVER_ALONE.has(ground)) return 'info';
    return backing(faint.get(at), ground) >= 1 ? 'warn' : 'info';
  });
}

/** The worst of several grades. */
export function worst(grades: readonly Grade[]): Grade {
  return ORDER.find((grade) => grades.includes(grade)) ?? 'none';
}

const ORDER: readonly Grade[] = ['block', 'warn', 'info'];
/** Grounds that colour others and are no reason themselves. */
const NEVER_ALONE: ReadonlySet<Ground> = new Set(['pressure', 'collision', 'contradiction']);

function faintGrounds(signals: readonly Signal[]): Map<string, Set<Ground>> {
  const grounds = new Map<string, Set<Ground>>();
  for (const { weight, ground, at } of signals) {
    if (weight === 'faint') grounds.set(at, (grounds.get(at) ?? new Set()).add(ground));
  }
  return grounds;
}

/** How many other grounds stand faintly beside this one in the same text. */
function backing(grounds: ReadonlySet<Ground> | undefined, ground: Ground): number {
  return grounds === undefined ? 0 : grounds.size - (grounds.has(ground) ? 1 : 0);
}
