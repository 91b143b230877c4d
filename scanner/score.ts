import type { Grade } from './report.ts';
import type { Ground, Weight } from './rules/rule.ts';

/** One signal of a tool, as far as it counts. */
export interface Signal {
  readonly ground: Ground;
  readonly weight: Weight;
  /** Which text it is in: faint signals only add up inside one. */
  readonly at: string;
  /** Where in it: what two rules say of the same words is one thing said twice. */
  readonly span: readonly [start: number, end: number];
}

/**
 * Grades each signal in the light of all: two clear ones of different grounds and words withhold a tool, so does a strong one; a
 * clear one asks for a look; faint ones count only together.
 */
export function gradeSignals(signals: readonly Signal[]): Exclude<Grade, 'none'>[] {
  const faint = faintGrounds(signals);
  const firm = signals.filter(({ weight }) => weight !== 'faint');
  const isStrong = signals.some(({ weight }) => weight === 'strong');
  const isBlocked = areIndependent(firm) || (isStrong && new Set(firm.map(({ ground }) => ground)).size > 1);
  return signals.map(({ weight, ground, at }) => {
    if (weight === 'strong') return 'block';
    if (weight === 'clear') return isBlocked ? 'block' : 'warn';
    if (NEVER_ALONE.has(ground)) return 'info';
    return backing(faint.get(at), ground) >= 1 ? 'warn' : 'info';
  });
}

/** Whether two of them have different grounds and share no words. */
function areIndependent(signals: readonly Signal[]): boolean {
  /** By ground: the texts it is in, and in each the first end of its words. */
  const ends = new Map<Ground, Map<string, number>>();
  const inOrder = [...signals].sort((one, other) => one.span[0] - other.span[0]);
  for (const { ground, at: text, span } of inOrder) {
    // What other servers call their tools is another matter than the words of this one.
    const at = ground === 'collision' ? `${text}#` : text;
    for (const [other, texts] of ends) {
      if (other === ground) continue;
      const end = texts.get(at);
      if (texts.size > 1 || end === undefined || end <= span[0]) return true;
    }
    const texts = ends.get(ground) ?? new Map<string, number>();
    texts.set(at, Math.min(texts.get(at) ?? Infinity, span[1]));
    ends.set(ground, texts);
  }
  return false;
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
