import { heldCalls } from './heldText.ts';
import type { Size, State } from './model.ts';

/** The smallest screen that everything fits into. */
export const SMALLEST: Size = { columns: 80, rows: 24 };

/** Lines above the body: what there is, the screens, and what must not be missed. */
export function headLines(state: State): number {
  return 3 + alertCount(state);
}

/** Lines below it: a rule, and the keys or what is asked. */
export const FOOT_LINES = 2;

/** The room that a screen has. */
export function bodySize(state: State): Size {
  const { columns, rows } = state.size;
  return { columns, rows: Math.max(1, rows - headLines(state) - FOOT_LINES) };
}

function alertCount(state: State): number {
  return (state.sights.stopped === null ? 0 : 1) + (heldCalls(state).length === 0 ? 0 : 1);
}
