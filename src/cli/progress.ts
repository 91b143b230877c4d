import type { Output } from './output.ts';

/** A progress bar on stderr. */
export interface ProgressBar {
  readonly update: (progress: { readonly done: number; readonly total: number }) => void;
  readonly end: () => void;
}

const WIDTH = 30;
/** Redrawn at most this often, in milliseconds. */
const EVERY_MS = 100;
/** Back to the start of the line, and clears it (ECMA-48, EL). */
const ANEW = '\r\u001b[2K';

/** Draws a bar where a person watches: on a terminal, and not beside JSON. */
export function progressBar(
  { canvas }: Output,
  label: string,
  now: () => number = () => performance.now(),
): ProgressBar {
  let drawn = -Infinity;
  return {
    update({ done, total }) {
      if (canvas === null || now() - drawn < EVERY_MS) return;
      drawn = now();
      const part = total === 0 ? 1 : Math.min(1, done / total);
      const filled = Math.round(part * WIDTH);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
      const percent = `${Math.floor(part * 100)}%`;
      // What is wider than the terminal would wrap, and no longer be drawn over.
      const fitting = [`${label} ${bar} ${percent} ${done}/${total}`, `${label} ${percent}`, percent, ''];
      canvas.draw(`${ANEW}${fitting.find((text) => text.length < canvas.columns) ?? ''}`);
    },
    end() {
      if (drawn > -Infinity) canvas?.draw(ANEW);
    },
  };
}
