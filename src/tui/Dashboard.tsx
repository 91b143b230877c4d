import { Text, Transform, useInput } from 'ink';
import { useSyncExternalStore, type ReactElement } from 'react';
import { frame } from './frame.ts';
import { keyOf } from './keyName.ts';
import { painted } from './line.ts';
import type { Store } from './store.ts';

/** Draws what the store knows, and hands it the keys. */
export function Dashboard({ store, colour }: { readonly store: Store; readonly colour: boolean }): ReactElement {
  const state = useSyncExternalStore(store.subscribe, store.state);
  useInput((input, key) => store.dispatch({ type: 'key', key: keyOf(input, key) }));
  return <Lines lines={frame(state).map((line) => painted(line, colour))} />;
}

/**
 * Lines whose widths are known already. Ink remembers for ever each text that it has measured, which in a screen that changes
 * ten times a second would be all memory in a few hours: it measures blanks, and the lines are put in their place.
 */
function Lines({ lines }: { readonly lines: readonly string[] }): ReactElement {
  return (
    <Transform transform={(_, i) => lines[i] ?? ''}>
      <Text>{lines.map(() => ' ').join('\n')}</Text>
    </Transform>
  );
}
