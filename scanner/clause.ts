import { demandIn } from './clauseDemand.ts';
import { rolesOf, type Names, type Role } from './clauseRoles.ts';
import { phraseLength, sensesAt } from './clauseSenses.ts';
import { tokensOf, type Token } from './clauseTokens.ts';
import type { Sense } from './lexicon/lookup.ts';

/** A sense of a clause's words, or what the words are to the tool that is read. */
export type Mark = Sense | Role;
/** One sentence, or the part of it behind a label, with the places of everything that means something. */
export interface Clause {
  readonly tokens: readonly Token[];
  readonly at: ReadonlyMap<Mark, readonly number[]>;
  /** Where a phrase that starts at a token ends, for those that are longer than a word. */
  readonly phraseEnds: ReadonlyMap<number, number>;
  /** Where it stands in the normalised text. */
  readonly start: number;
  readonly end: number;
}

/** Splits a normalised text into clauses and marks what each word means. Linear in the text's length. */
export function clausesOf(text: string, names: Names): Clause[] {
  const clauses: Clause[] = [];
  let current: Token[] = [];
  const close = (): void => {
    if (current.length > 0) clauses.push(clauseOf(current, names, clauses.length === 0));
    current = [];
  };
  for (const token of tokensOf(text)) {
    current.push(token);
    if (token.last || isLabel(current, token, text) || current.length >= LONGEST) close();
  }
  close();
  return clauses;
}

// A run of words without a full stop is cut, so that one pattern never spans a page.
const LONGEST = 120;

/** `IMPORTANT:` and `Note to the agent:` stand apart from what they announce. */
function isLabel(tokens: readonly Token[], token: Token, text: string): boolean {
  return tokens.length <= 4 && token.closes === ':' && /^:\*{0,2}\s/.test(text.slice(token.end, token.end + 4));
}

function clauseOf(tokens: readonly Token[], names: Names, isLeading: boolean): Clause {
  const at = new Map<Mark, number[]>();
  const mark = (sense: Mark, index: number): void => {
    const places = at.get(sense);
    if (places === undefined) at.set(sense, [index]);
    else if (places[places.length - 1] !== index) places.push(index);
  };
  const phraseEnds = new Map<number, number>();
  for (const index of tokens.keys()) {
    const length = phraseLength(tokens, index);
    if (length > 1) phraseEnds.set(index, index + length - 1);
    for (const sense of sensesAt(tokens, index)) mark(sense, index);
    for (const role of rolesOf(tokens, index, names)) mark(role, index);
  }
  if (isLeading) mark('leading', 0);
  const demand = demandIn(tokens);
  if (demand !== undefined) {
    mark('demand', demand);
    if (at.get('deed')?.includes(demand) === true) mark('demand:deed', demand);
    if (at.get('chore')?.includes(demand) === true) mark('demand:chore', demand);
  }
  const first = tokens[0];
  return { tokens, at, phraseEnds, start: first?.start ?? 0, end: tokens[tokens.length - 1]?.end ?? 0 };
}
