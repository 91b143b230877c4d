import type { StepReport } from '../app/demo/story.ts';
import { printable } from '../jsonrpc/printable.ts';
import type { Output } from './output.ts';

/** Prints what became of a step of the demo, below its title. */
export function printStep({ outcome }: StepReport, { line, paint }: Output): void {
  if (outcome.kind === 'otherwise') {
    line(paint('red', `   this did not go as it should: ${printable(outcome.problem)}`));
    return;
  }
  for (const text of outcome.told) for (const each of wrapped(text, WIDTH)) line(`   ${each}`);
  for (const text of outcome.quoted) {
    for (const each of wrapped(printable(text, MAX_QUOTED), WIDTH - 2)) line(paint('yellow', `   | ${each}`));
  }
  line(paint('dim', `   In real life: ${outcome.commands.join(', ')}`));
  line();
}

/** Breaks a text into lines of at most `width` characters, between words where it can. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > width) {
      lines.push(current);
      current = '';
    }
    current = current === '' ? word : `${current} ${word}`;
    while (current.length > width) {
      lines.push(current.slice(0, width));
      current = current.slice(width);
    }
  }
  return [...lines, current];
}

/** Fits 80 columns, behind the indent. */
const WIDTH = 76;
const MAX_QUOTED = 1000;
