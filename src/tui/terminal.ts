import { painterOn } from './painter.ts';

/** A terminal that the dashboard has for itself. */
export interface Terminal {
  /** What Ink draws on: each text that is written is a whole frame. */
  readonly canvas: NodeJS.WriteStream;
  /** Draws all of the next frame: the terminal has another size. */
  readonly forget: () => void;
  readonly ring: () => void;
  /** Gives the terminal back as it was. May be called again, also while the process ends. */
  readonly leave: () => void;
}

/** Takes a terminal: another screen than the one with the person's text, no cursor, and no wrapping of lines. */
export function enterTerminal(stdout: NodeJS.WriteStream, stdin: NodeJS.ReadStream): Terminal {
  let isIn = true;
  const write = (text: string): void => {
    if (isIn) stdout.write(text);
  };
  const painter = painterOn(write);
  const leave = (): void => {
    if (!isIn) return;
    process.off('exit', leave);
    if (stdin.isTTY && stdin.isRaw) stdin.setRawMode(false);
    write(LEAVE);
    isIn = false;
  };
  process.on('exit', leave);
  write(ENTER);
  return { canvas: canvasOn(stdout, painter.draw), forget: painter.forget, ring: () => write('\u0007'), leave };
}

const ESC = '\u001b';
const ENTER = `${ESC}[?1049h${ESC}[?7l${ESC}[?25l`;
const LEAVE = `${ESC}[?2026l${ESC}[0m${ESC}[?7h${ESC}[?25h${ESC}[?1049l`;

/** What Ink writes that is no frame: it shows the cursor when it ends. */
const NO_FRAME = /^(?:\u001b\[\?\d+[hl])*$/;

/**
 * The stream as Ink sees it. Ink's own way of drawing goes line by line from where the cursor is, and erases the scrollback of
 * whoever makes the window smaller; here it hands over frames instead, and hears of no `resize`.
 */
function canvasOn(stdout: NodeJS.WriteStream, draw: (frame: string) => void): NodeJS.WriteStream {
  const write = (text: unknown, ...rest: readonly (string | (() => void) | undefined)[]): boolean => {
    if (typeof text === 'string' && !NO_FRAME.test(text)) draw(text);
    const done = rest.at(-1);
    if (typeof done === 'function') queueMicrotask(done);
    return true;
  };
  const canvas: NodeJS.WriteStream = new Proxy(stdout, {
    get(stream, name) {
      if (name === 'write') return write;
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
