import { holdOn } from './admission.ts';
import { pinKey, type Definition } from './pin.ts';
import type { PinState } from './pinState.ts';
import type { PinSettings } from './settings.ts';

/** What would have been accepted, had there been a place to keep it: fingerprints. */
export function harmlessIn(
  definitions: readonly Definition[],
  { broken, impostorOf, settled, pins }: PinState,
  settings: PinSettings,
): ReadonlySet<string> {
  if (broken !== null || impostorOf !== null) return new Set();
  const harmless = definitions.filter((definition) => {
    const situation = pins.has(pinKey(definition)) ? 'changed' : settled ? 'new' : 'first-sight';
    return holdOn({ ...definition, situation }, settings) === null;
  });
  return new Set(harmless.map(({ fingerprint }) => fingerprint));
}
