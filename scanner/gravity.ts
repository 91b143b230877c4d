import type { EffectKind, RiskLevel } from './report.ts';

/** The gravest of some effects; `read` where there is none. */
export function gravest(effects: readonly EffectKind[]): EffectKind {
  return EFFECTS.find((effect) => effects.includes(effect)) ?? 'read';
}

/** Whether one effect is graver than another. */
export function isGraver(one: EffectKind, other: EffectKind): boolean {
  return EFFECTS.indexOf(one) < EFFECTS.indexOf(other);
}

/** Each once, the gravest first. */
export function byGravity(effects: Iterable<EffectKind>): readonly EffectKind[] {
  const all = new Set(effects);
  return EFFECTS.filter((effect) => all.has(effect));
}

/** The higher of two levels. */
export function higher(one: RiskLevel, other: RiskLevel): RiskLevel {
  return LEVELS.indexOf(one) < LEVELS.indexOf(other) ? other : one;
}

const EFFECTS: readonly EffectKind[] = ['execute', 'destructive', 'admin', 'write', 'read'];
const LEVELS: readonly RiskLevel[] = ['low', 'medium', 'high', 'critical'];
