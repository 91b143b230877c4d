import { printable } from '../jsonrpc/printable.ts';

/** The streams and surroundings of a command: the process's own, or a test's. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** How wide the terminal is that `out` goes to; null where it goes to none. */
  readonly outColumns: number | null;
  /** The same of `err`. */
  readonly errColumns: number | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted once nobody reads `out` any more. */
  readonly unread: AbortSignal;
  /** Resolves once what was written to `out` has gone on its way; at once where it is not held back. */
  readonly drained?: () => Promise<void>;
}

/** Where a command writes: text for people, or JSON for machines. */
export interface Output {
  /** Whether `--json` was given: then `json` is the only thing written to stdout. */
  readonly isJson: boolean;
  readonly paint: Paint;
  /** A line for people; Leash's own words. */
  readonly line: (text?: string) => void;
  /** A text of several lines that machines may read again: as it is, but on a terminal escaped. */
  readonly text: (text: string) => void;
  /** Resolves once there is room for more: who writes much waits for it, so that a slow reader fills no memory. */
  readonly drained: () => Promise<void>;
  /** A value for machines, one line of JSON. */
  readonly json: (value: unknown) => void;
  /** What is said beside the result, on stderr. */
  readonly remark: (text: string) => void;
  /** Draws over what it drew last, on stderr; null where nobody watches. */
  readonly canvas: Canvas | null;
}

interface Canvas {
  readonly columns: number;
  readonly draw: (text: string) => void;
}

export type Colour = 'red' | 'green' | 'yellow' | 'dim' | 'bold';
export type Paint = (colour: Colour, text: string) => string;

const CODES: Readonly<Record<Colour, readonly [number, number]>> = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  dim: [2, 22],
  bold: [1, 22],
};

/** The output of a command. */
export function outputOn(io: Io, isJson: boolean): Output {
  return {
    isJson,
    paint: paintFor(io),
    line: (text = '') => io.out(`${text}\n`),
    text: (text) => io.out(`${io.outColumns === null ? text : escaped(text)}\n`),
    drained: io.drained ?? (() => Promise.resolve()),
    json: (value) => io.out(`${jsonText(value)}\n`),
    remark: (text) => io.err(`leash: ${text}\n`),
    canvas: isJson || io.errColumns === null || isDumb(io) ? null : { columns: io.errColumns, draw: io.err },
  };
}

/** Colour only on a terminal, and not where `NO_COLOR` is set (no-color.org). */
function paintFor(io: Io): Paint {
  const colours = io.outColumns !== null && !isDumb(io) && (io.env['NO_COLOR'] ?? '') === '';
  return (colour, text) => {
    const [on, off] = CODES[colour];
    return colours && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  };
}

function isDumb({ env }: Io): boolean {
  return env['TERM'] === 'dumb';
}

function escaped(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line, Infinity))
    .join('\n');
}

/** JSON that no terminal obeys: it escapes control characters itself, but neither C1 nor what turns or hides text. */
function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(/[^\x20-\x7e]/gu, (character) =>
    printable(character) === character ? character : unitEscapes(character),
  );
}

function unitEscapes(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
