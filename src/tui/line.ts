import { cutText, textWidth } from './width.ts';

/** What a piece of text means; colour only underlines what words and signs say already. */
export type Tone = 'plain' | 'dim' | 'bold' | 'good' | 'bad' | 'warn' | 'accent' | 'loud' | 'alarm';

/** A piece of a line. INVARIANT: it is safe to show, so foreign text went through `shown`. */
export interface Span {
  readonly text: string;
  readonly tone: Tone;
}

/** One line of the screen. */
export type Line = readonly Span[];

/** A piece of text in a tone. */
export function span(text: string, tone: Tone = 'plain'): Span {
  return { text, tone };
}

/** A whole line in one tone. */
export function lineOf(text: string, tone: Tone = 'plain'): Line {
  return [{ text, tone }];
}

/** How many columns a line takes. */
export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + textWidth(text), 0);
}

/** Cuts a line to so many columns. */
export function cutLine(line: Line, width: number): Line {
  const kept: Span[] = [];
  let left = width;
  for (const { text, tone } of line) {
    const cut = cutText(text, left);
    kept.push({ text: cut, tone });
    left -= textWidth(cut);
    if (cut !== text || left <= 0) break;
  }
  return kept;
}

/** Puts one line at the left edge and another at the right one; where both do not fit, the left one is cut. */
export function spread(left: Line, right: Line, width: number): Line {
  const room = Math.max(0, width - lineWidth(right) - 1);
  const cut = cutLine(left, room);
  return cutLine([...cut, span(' '.repeat(Math.max(1, width - lineWidth(cut) - lineWidth(right)))), ...right], width);
}

/** What is sent to a terminal; `colour` is off where somebody wants none: bold and reverse are no colours, and stay. */
export function painted(line: Line, colour: boolean): string {
  return line.map(({ text, tone }) => paintedSpan(text, tone, colour)).join('');
}

/** The words alone. */
export function plainText(line: Line): string {
  return line
    .map(({ text }) => text)
    .join('')
    .trimEnd();
}

function paintedSpan(text: string, tone: Tone, colour: boolean): string {
  const codes = STYLES[tone].filter((code) => colour || !isColour(code));
  if (codes.length === 0 || text === '') return text;
  const on = codes.map((code) => `\u001b[${code}m`).join('');
  return `${on}${text}\u001b[0m`;
}

const STYLES: Readonly<Record<Tone, readonly number[]>> = {
  plain: [],
  dim: [2],
  bold: [1],
  good: [32],
  bad: [31],
  warn: [33],
  accent: [36],
  loud: [1, 7, 33],
  alarm: [1, 7, 31],
};

function isColour(code: number): boolean {
  return code >= 30 && code < 50;
}
