import type { Grade } from '../../scanner/report.ts';
import type { PinKind, Situation } from './pin.ts';
import type { PinSettings } from './settings.ts';

/** Why a definition that could be read, and is not accepted, is withheld. */
export type Hold = 'unreviewed' | 'new' | 'suspicious' | 'poisoned' | 'changed' | 'renamed' | 'identity';

/** A definition that came up, as far as it matters for whether it is let through. */
export interface Candidate {
  readonly kind: PinKind;
  readonly situation: Situation;
  readonly grade: Grade;
}

/** Decides whether a definition is accepted without a person: null where it is, else why not. */
export function holdOn({ kind, situation, grade }: Candidate, settings: PinSettings): Hold | null {
  switch (situation) {
    case 'identity':
      return 'identity';
    case 'renamed':
      return 'renamed';
    case 'changed':
      // Instructions are written anew from start to start, by honest servers too: the scanner reads them each time.
      return kind === 'tool' ? 'changed' : holdOnNew(grade, settings, 'changed');
    case 'first-sight':
      if (settings.firstSight === 'quarantine') return 'unreviewed';
      return grade === 'block' && settings.block === 'hide' ? 'poisoned' : null;
    case 'new':
      return holdOnNew(grade, settings, 'new');
  }
}

function holdOnNew(grade: Grade, { newTools, block }: PinSettings, unseen: 'new' | 'changed'): Hold | null {
  if (newTools === 'quarantine') return unseen;
  if (grade === 'block') return newTools === 'scan' || block === 'hide' ? 'poisoned' : null;
  return grade === 'warn' && newTools === 'scan' ? 'suspicious' : null;
}
