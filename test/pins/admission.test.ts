import { describe, expect, it } from 'vitest';
import type { Grade } from '../../scanner/report.ts';
import { holdOn, type Hold } from '../../src/pins/admission.ts';
import type { Situation } from '../../src/pins/pin.ts';
import { DEFAULT_PIN_SETTINGS, strictly, type PinSettings } from '../../src/pins/settings.ts';

const GRADES: readonly Grade[] = ['none', 'info', 'warn', 'block'];

type Row = readonly [situation: Situation, settings: Partial<PinSettings>, holds: readonly (Hold | null)[]];

describe('holdOn', () => {
  // One column for each grade, from harmless to grave.
  const rows: readonly Row[] = [
    ['first-sight', {}, [null, null, null, 'poisoned']],
    ['first-sight', { block: 'warn' }, [null, null, null, null]],
    ['first-sight', { block: 'allow' }, [null, null, null, null]],
    ['first-sight', { firstSight: 'quarantine' }, ['unreviewed', 'unreviewed', 'unreviewed', 'unreviewed']],
    ['new', {}, [null, null, 'suspicious', 'poisoned']],
    ['new', { block: 'allow' }, [null, null, 'suspicious', 'poisoned']],
    ['new', { newTools: 'allow' }, [null, null, null, 'poisoned']],
    ['new', { newTools: 'allow', block: 'warn' }, [null, null, null, null]],
    ['new', { newTools: 'quarantine' }, ['new', 'new', 'new', 'new']],
    ['changed', {}, ['changed', 'changed', 'changed', 'changed']],
    ['changed', { newTools: 'allow', block: 'allow' }, ['changed', 'changed', 'changed', 'changed']],
    ['renamed', { newTools: 'allow', block: 'allow' }, ['renamed', 'renamed', 'renamed', 'renamed']],
    ['identity', { newTools: 'allow', block: 'allow' }, ['identity', 'identity', 'identity', 'identity']],
  ];

  it.each(rows)('a tool that is there by %s, with %j: %j', (situation, settings, holds) => {
    const all = { ...DEFAULT_PIN_SETTINGS, ...settings };
    expect(GRADES.map((grade) => holdOn({ kind: 'tool', situation, grade }, all))).toEqual(holds);
  });

  it('reads instructions anew each time they change, and holds what is not clean', () => {
    const on = (grade: Grade) => holdOn({ kind: 'instructions', situation: 'changed', grade }, DEFAULT_PIN_SETTINGS);
    expect(GRADES.map(on)).toEqual([null, null, 'suspicious', 'poisoned']);
  });

  it('lets nothing through in strict mode', () => {
    const situations: readonly Situation[] = ['first-sight', 'new', 'changed', 'renamed', 'identity'];
    const settings = strictly(DEFAULT_PIN_SETTINGS);
    const holds = situations.flatMap((situation) =>
      GRADES.flatMap((grade) => [
        holdOn({ kind: 'tool', situation, grade }, settings),
        holdOn({ kind: 'instructions', situation, grade }, settings),
      ]),
    );
    expect(holds).not.toContain(null);
  });
});
