/** A terminal that the dashboard has for itself. */
export interface Terminal {
  /** What Ink draws on: it does not hear of the terminal's height or of its changes, which it would answer by erasing the scrollback. */
  readonly canvas: NodeJS.WriteStream;
  /** Empties the screen, before it is drawn anew. */
  readonly clear: () => void;
  readonly ring: () => void;
  /** Gives the terminal back as it was. May be called again, also while the process ends. */
  readonly leave: () => void;
}

/** Takes a terminal: another screen than the one with the person's text, no cursor, and no wrapping of lines. */
export function enterTerminal(stdout: NodeJS.WriteStream, stdin: NodeJS.ReadStream): Terminal {
  let isIn = true;
  stdout.write(`${ESC}[?1049h${ESC}[?7l${ESC}[?25l${CLEAR}`);
  const leave = (): void => {
    if (!isIn) return;
    isIn = false;
    process.off('exit', leave);
    if (stdin.isTTY && stdin.isRaw) stdin.setRawMode(false);
    stdout.write(`${ESC}[?2026l${ESC}[0m${ESC}[?7h${ESC}[?25h${ESC}[?1049l`);
  };
  process.on('exit', leave);
  return {
    canvas: canvasOn(stdout, () => isIn),
    clear: () => void (isIn && stdout.write(CLEAR)),
    ring: () => void (isIn && stdout.write('\u0007')),
    leave,
  };
}

const ESC = '\u001b';
const CLEAR = `${ESC}[2J${ESC}[H`;

/** The stream without its height and its `resize`; silent once the terminal is given back. */
function canvasOn(stdout: NodeJS.WriteStream, isIn: () => boolean): NodeJS.WriteStream {
  const canvas: NodeJS.WriteStream = new Proxy(stdout, {
    get(stream, name) {
      if (name === 'rows') return Infinity;
      if (name === 'write' && !isIn()) return () => true;
      if (name === 'on' || name === 'off') {
        return (event: string, listener: () => void) => {
          if (event !== 'resize') stream[name](event, listener);
          return canvas;
        };
      }
      const value: unknown = Reflect.get(stream, name, stream);
      return typeof value === 'function' ? (value.bind(stream) as unknown) : value;
    },
  });
  return canvas;
}
