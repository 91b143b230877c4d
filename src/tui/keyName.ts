import type { Key as InkKey } from 'ink';
import type { Key } from './model.ts';

/** What Ink says of a key, in one name. Several characters at once were pasted: they are text, and press no key. */
export function keyOf(input: string, key: InkKey): Key {
  if (key.tab) return { name: key.shift ? 'shift-tab' : 'tab', text: '' };
  const named = NAMED.find(([flag]) => key[flag]);
  if (named !== undefined) return { name: named[1], text: '' };
  if (input === '\n') return { name: 'enter', text: '' };
  if (key.ctrl) return { name: `ctrl-${input}`, text: '' };
  if (key.meta || input === '') return { name: 'unknown', text: '' };
  return { name: ONE_CHARACTER.test(input) ? input : 'text', text: input };
}

const ONE_CHARACTER = /^[^]$/u;

const NAMED = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  // Many terminals send for the backspace key what others send for delete.
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
] as const satisfies readonly (readonly [keyof InkKey, string])[];
