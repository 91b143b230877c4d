import { describe, expect, it } from 'vitest';
import { harmlessIn } from '../../src/pins/harmless.ts';
import { brokenPinState } from '../../src/pins/pinState.ts';
import { DEFAULT_PIN_SETTINGS, strictly } from '../../src/pins/settings.ts';
import { ELSEWHERE, seen, stateOf, take, tool } from './support.ts';

const READ = seen(tool('read'));
const ODD = seen(tool('odd'), 'warn');
const BAD = seen(tool('bad'), 'block');
const CHANGED = seen(tool('read', 'Reads all.'));
const { file } = take(null, [READ]);

describe('harmlessIn', () => {
  it('is what a new server would have been accepted with', () => {
    expect([...harmlessIn([READ, ODD, BAD], stateOf(null), DEFAULT_PIN_SETTINGS)]).toEqual([
      READ.fingerprint,
      ODD.fingerprint,
    ]);
  });

  it('is less of a known server, and never what takes the place of a pin', () => {
    const late = seen(tool('late'));
    expect([...harmlessIn([late, ODD, CHANGED], stateOf(file), DEFAULT_PIN_SETTINGS)]).toEqual([late.fingerprint]);
  });

  it('is nothing of a server that nobody accepts, and in strict mode', () => {
    expect(harmlessIn([READ], brokenPinState('x'), DEFAULT_PIN_SETTINGS).size).toBe(0);
    expect(harmlessIn([READ], stateOf(file, {}, ELSEWHERE), DEFAULT_PIN_SETTINGS).size).toBe(0);
    expect(harmlessIn([READ], stateOf(null), strictly(DEFAULT_PIN_SETTINGS)).size).toBe(0);
  });
});
