import type { Screen } from './model.ts';
import type { Sights } from './source.ts';

/** What of the home a screen shows: looked up when it is opened, and again while it is. */
export const PARTS: ReadonlyMap<Screen, keyof Sights> = new Map<Screen, keyof Sights>([
  ['servers', 'servers'],
  ['agents', 'agents'],
  ['policies', 'policies'],
  ['chain', 'chain'],
]);
