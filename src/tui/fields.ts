import { lineOf, span, type Line, type Tone } from './line.ts';
import { brokenText, shown } from './width.ts';

/** A named text: nothing is shown where it is empty. */
export type Field = readonly [name: string, text: string, tone?: Tone];

/** Names and their texts below each other; long texts go on in the next line, and are shown whole. */
export function fieldLines(fields: readonly Field[], width: number): Line[] {
  const room = Math.max(10, width - NAME_WIDTH - 2);
  return fields.flatMap(([name, text, tone]) => {
    if (text === '') return [];
    return brokenText(shown(text, Infinity), room).map((part, i) => [
      span(` ${(i === 0 ? name : '').padEnd(NAME_WIDTH)} `, 'dim'),
      span(part, tone),
    ]);
  });
}

/** A heading above what belongs together. */
export function heading(text: string): Line {
  return [span(' '), ...lineOf(text, 'bold')];
}

const NAME_WIDTH = 12;
