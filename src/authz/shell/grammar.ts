/** What may stand before a command and lets it be one: all of them are judged, whether or not they come to run. */
export const TRANSPARENT = new Set([
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'while',
  'until',
  'do',
  'done',
  '!',
  '{',
  '}',
  'time',
]);
/** Grammars of their own. */
export const UNKNOWN = new Set([
  'case',
  'esac',
  'select',
  'function',
  'coproc',
  'repeat',
  'foreach',
  'nocorrect',
  'noglob',
]);

/** Words that look like patterns and are none. */
export const ALONE = /^(?:[{}]|\{\}|\[\[?)$/;

export const BROKEN_LINE = 'a line in it goes on in the next within a word';
