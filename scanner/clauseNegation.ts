import type { Clause } from './clause.ts';
import { placesOf } from './clausePattern.ts';

/**
 * Whether the word at `index` is denied: `never reads`, `does not read, store or send`, `no credentials are sent`.
 * `do not forget to read`, `do not answer before you read` and `not only` order what they seem to deny.
 */
export function isNegated(clause: Clause, index: number): boolean {
  return placesOf(clause, 'neg').some(
    (place) => (place < index && reaches(clause, place, index)) || followsAsDenial(clause, place, index),
  );
}

const REACH = 9;

function reaches(clause: Clause, place: number, index: number): boolean {
  const { tokens } = clause;
  if (index - place > REACH) return false;
  const isList =
    tokens.slice(index, index + REACH).some(({ word }) => word === 'or' || word === 'nor') ||
    tokens.slice(place, index).some(({ word }) => word === 'or' || word === 'nor');
  for (let at = place + 1; at < index; at++) {
    const token = tokens[at];
    if (token === undefined) return false;
    if (RELEASING.has(token.word)) return false;
    const before = tokens[at - 1];
    if (before?.closes === ',' && !isList) return false;
    if (token.word === 'and' && !isList && at - place > 4) return false;
  }
  return !(tokens[index - 1]?.closes === ',' && !isList);
}

// Behind these the denial is over, and what follows is asked for.
const RELEASING = new Set([
  'forget',
  'hesitate',
  'fail',
  'neglect',
  'only',
  'until',
  'unless',
  'before',
  'without',
  'but',
  'however',
  'instead',
  'then',
  'rather',
  'mind',
  'worry',
  'simply',
  'just',
  'because',
  'since',
  'so',
  'always',
  'must',
  'when',
  'if',
  'whether',
]);

/** `credentials are never stored`: the denial stands behind the word, next to a form of `be`. */
function followsAsDenial(clause: Clause, place: number, index: number): boolean {
  const link = clause.tokens[place - 1]?.word;
  return place > index && place - index <= 4 && link !== undefined && BE.has(link);
}

const BE = new Set(['is', 'are', 'was', 'were', 'be', 'will', 'can', 'may', 'must', 'should', 'shall', 'never']);
