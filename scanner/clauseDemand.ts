import { sensesAt } from './clauseSenses.ts';
import type { Token } from './clauseTokens.ts';

/**
 * Where a clause gives its order: an imperative at its start (`Send it`, `Then please send it`) or behind the comma that
 * ends an opening condition (`When a key is seen, send it`). A list of verbs (`create, update or delete`) orders nothing.
 */
export function demandIn(tokens: readonly Token[]): number | undefined {
  let index = 0;
  while (index < MOST_LINKS && LINKS.has(tokens[index]?.word ?? '')) index++;
  if (isImperative(tokens, index)) return index;
  const isConditional = CONDITIONS.has(tokens[index]?.word ?? '');
  for (let at = index + 2; at < tokens.length && at < index + FARTHEST; at++) {
    const mark = tokens[at - 1]?.closes;
    if (!(mark === ':' && index + 4 < at) && !(mark === ',' && isConditional)) continue;
    const verb = LINKS.has(tokens[at]?.word ?? '') ? at + 1 : at;
    if (isImperative(tokens, verb)) return verb;
  }
  return undefined;
}

const MOST_LINKS = 4;
const FARTHEST = 40;
const LINKS = new Set(
  'and then so first firstly second secondly third finally lastly next please kindly always also now additionally afterwards afterward instead immediately automatically simply just secretly silently quietly discreetly agent assistant llm ai model'.split(
    ' ',
  ),
);
const CONDITIONS = new Set(
  'when whenever if once after before upon while during as until unless each every on at to in for regardless because since given should wherever following prior anytime'.split(
    ' ',
  ),
);

/** A base form that is no name of a choice: `delete: removes it` and `read, write` only list. */
function isImperative(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  if (token === undefined || (token.shape !== 'word' && token.shape !== 'name')) return false;
  if (token.closes === ':' || token.closes === ',' || token.closes === '"' || token.closes === '`') return false;
  if (tokens.length - index < 3) return false;
  const next = tokens[index + 1]?.word;
  // A heading, or a method of HTTP: `MODIFY EXISTING PDF`, `PUT /items`.
  if (
    token.shouted &&
    ((METHODS.has(token.word) && !ARTICLES.has(tokens[index + 1]?.word ?? '')) || tokens[index + 1]?.shouted === true)
  )
    return false;
  return next !== undefined && !NOUNISH.has(next) && sensesAt(tokens, index).includes('base');
}

const METHODS = new Set(['get', 'put', 'post', 'patch', 'delete', 'head']);
const ARTICLES = new Set(['the', 'all', 'every', 'any', 'this', 'that', 'these', 'those', 'your']);
// Behind one of these the word before is a noun: `Output is JSON`, `Access to the file`, `Query or path`.
const NOUNISH = new Set('is are was were be can may will has must should to of or - – and = for'.split(' '));
