import { printable } from '../jsonrpc/printable.ts';
import type { KeptFinding } from '../pins/pin.ts';
import type { Colour, Paint } from './output.ts';

/** The colour of a grade, and of a risk. */
export const GRADE_COLOURS: ReadonlyMap<string, Colour> = new Map([
  ['block', 'red'],
  ['warn', 'yellow'],
  ['critical', 'red'],
  ['high', 'red'],
  ['medium', 'yellow'],
  ['none', 'green'],
  ['low', 'green'],
]);

/** Findings for people, a line each: how grave, where, which rule, what. */
export function findingLines(findings: readonly KeptFinding[], paint: Paint): readonly string[] {
  return findings.map(({ grade, at, rule, message }) => {
    const where = at === '' ? '' : ` at ${printable(at, 200)}`;
    return `${painted(grade, paint)} ${rule}${where}: ${printable(message)}`;
  });
}

/** A grade or a risk in its colour. */
export function painted(word: string, paint: Paint): string {
  const colour = GRADE_COLOURS.get(word);
  return colour === undefined ? word : paint(colour, word);
}
