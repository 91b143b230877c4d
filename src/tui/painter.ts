/** Draws frames on a terminal: only the lines that are different, each at its place, all of them at once. */
export interface Painter {
  readonly draw: (frame: string) => void;
  /** Draws everything with the next frame: the terminal holds something else by now. */
  readonly forget: () => void;
}

/** A painter on an empty screen, which does not wrap lines. */
export function painterOn(write: (text: string) => void): Painter {
  let before: readonly string[] | null = null;
  return {
    draw(frame) {
      const lines = frame.split('\n');
      const known = before ?? [];
      const changed = lines.flatMap((line, i) => (line === known[i] ? [] : [lineAt(i, line)]));
      const gone = known.slice(lines.length).map((_, i) => lineAt(lines.length + i, ''));
      const start = before === null ? CLEAR : '';
      before = lines;
      const all = [...changed, ...gone].join('');
      if (all !== '' || start !== '') write(`${BEGIN}${start}${all}${END}`);
    },
    forget() {
      before = null;
    },
  };
}

const ESC = '\u001b';
const CLEAR = `${ESC}[2J`;
/** Synchronized output: a terminal that knows it shows all of it at once, any other passes over it. */
const BEGIN = `${ESC}[?2026h`;
const END = `${ESC}[?2026l`;

/** Erased first: behind a line as wide as the terminal the cursor stands on its last character. */
function lineAt(row: number, text: string): string {
  return `${ESC}[${row + 1};1H${ESC}[0m${ESC}[2K${text}`;
}
