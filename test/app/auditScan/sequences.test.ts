import { expect, it } from 'vitest';
import { SEQUENCES } from '../../../src/app/auditScan/sequences.ts';

it.each(SEQUENCES)(
  '$kind can be found: it has steps, and time where it has several',
  ({ steps, withinMs, over, same }) => {
    expect(steps.length).toBeGreaterThan(0);
    expect(over.length).toBeGreaterThan(0);
    const sightings = steps.reduce((sum, { times = 1 }) => sum + times, 0);
    expect(withinMs > 0).toBe(sightings > 1);
    // What the last two steps have in common needs two steps.
    if (same !== undefined) expect(steps.length).toBeGreaterThan(1);
  },
);
