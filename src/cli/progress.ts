import type { Output } from './output.ts';

/** A progress bar on stderr. */
export interface ProgressBar {
  readonly update: (progress: { readonly done: number; readonly total: number }) => void;
  readonly end: () => void;
}

const WIDTH = 30;
/** Redrawn at most this often, in milliseconds. */
const EVERY_MS = 100;

/** Draws a bar where a person watches: on a terminal, and not beside JSON. */
export function progressBar(output: Output, label: string, now: () => number = () => performance.now()): ProgressBar {
  if (!output.isTerminal || output.isJson) return { update: () => undefined, end: () => undefined };
  let drawn = -Infinity;
  let isDrawn = false;
  return {
    update({ done, total }) {
      if (now() - drawn < EVERY_MS) return;
      drawn = now();
      isDrawn = true;
      const part = total === 0 ? 1 : Math.min(1, done / total);
      const filled = Math.round(part * WIDTH);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
      output.progress(`\r${label} ${bar} ${Math.floor(part * 100)} % ${done}/${total}`);
    },
    end() {
      // Clears the line (ECMA-48, EL).
      if (isDrawn) output.progress('\r\u001b[2K');
    },
  };
}
