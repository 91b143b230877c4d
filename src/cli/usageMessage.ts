import { printable } from '../jsonrpc/printable.ts';

/**
 * What commander says of words that it does not understand, as everything else here is said: one line, what was given in
 * backticks, the way out at the end. The words are foreign: what a terminal would obey is shown, not sent.
 */
export function usageMessage(text: string, command: string): string {
  const [what = '', ...suggestions] = text.trim().split('\n');
  const said = REWORDED.reduce((words, [from, to]) => words.replace(from, to), what);
  return `leash: ${printable(said)}${suggestions.map(suggestion).join('')}; see \`${command} --help\`\n`;
}

const REWORDED: readonly (readonly [RegExp, string])[] = [
  [/^error: /, ''],
  [/^(too many arguments for) '([^']*)'\. Expected (\d+) arguments? but got (\d+)\.$/, '$1 `$2`, expected $3, got $4'],
  [/^missing required argument '([^']*)'$/, 'missing argument, expected <$1>'],
  [/^option '([^']*)' argument missing$/, 'missing value, expected `$1`'],
  [/'(.*)'/s, '`$1`'],
];

/** `(Did you mean one of a, b?)` names words of our own. */
function suggestion(text: string): string {
  const [, words = ''] = /^\(Did you mean (?:one of )?(.*)\?\)$/.exec(text) ?? [];
  return words === ''
    ? ''
    : `, did you mean ${words
        .split(', ')
        .map((word) => `\`${word}\``)
        .join(' or ')}?`;
}
