import type { Clause } from '../clause.ts';
import { isNegated } from '../clauseNegation.ts';
import { findAll, has, placesOf, type Match, type Pattern } from '../clausePattern.ts';
import type { Mark } from '../clause.ts';
import type { Passage, TextRole } from '../passage.ts';
import { collect } from './collect.ts';
import type { Hit, Weight } from './rule.ts';

/** One line of a rule's table: words in order, and what they amount to. */
export interface Row {
  readonly pattern: Pattern;
  readonly weight: Weight;
  readonly message: string;
  /** What it amounts to in the description or the values of a parameter, where that differs. */
  readonly inParameter?: Weight;
  /** One of these must stand anywhere in the clause. */
  readonly beside?: readonly Mark[];
  /** None of these may. */
  readonly lacking?: readonly Mark[];
  /** Whether a guarding word before the match clears it: `detects leaked keys in .env`. */
  readonly shielded?: true;
  /** Which end of the match a denial would clear: by default the first word; `no` where the pattern has its own denial. */
  readonly denied?: 'from' | 'to' | 'no';
}

/** Makes a rule's detector of its table: at most one hit a row and clause, and of each weight no more than enough. */
export function byRows(rows: readonly Row[]): (passage: Passage) => Hit[] {
  const table = tableOf(rows);
  return ({ clauses, role }) => {
    const hits: Hit[] = [];
    for (const clause of clauses) {
      if (clause.at.size < 2) continue;
      const read = ({ row, steps }: Line): void => {
        if (!steps.every((marks) => has(clause, marks))) return;
        const match = matchOf(clause, row);
        if (match !== undefined) collect(hits, hitOf(clause, match, row, role));
      };
      table.others.forEach(read);
      for (const mark of clause.at.keys()) table.byMark.get(mark)?.forEach(read);
    }
    return hits;
  };
}

interface Line {
  readonly row: Row;
  readonly steps: readonly (readonly Mark[])[];
}

interface Table {
  /** Each line under a mark that it cannot do without: most clauses hold few marks, and look at few lines. */
  readonly byMark: ReadonlyMap<Mark, readonly Line[]>;
  readonly others: readonly Line[];
}

function tableOf(rows: readonly Row[]): Table {
  const byMark = new Map<Mark, Line[]>();
  const others: Line[] = [];
  for (const row of rows) {
    const line = { row, steps: stepsOf(row) };
    const key = line.steps.find(({ length }) => length === 1)?.[0];
    if (key === undefined) others.push(line);
    else byMark.set(key, [...(byMark.get(key) ?? []), line]);
  }
  return { byMark, others };
}

/** A clause without one of these cannot match: the marks of each step, all of which need a place. */
function stepsOf({ pattern }: Row): readonly (readonly Mark[])[] {
  return pattern.flatMap((step): (readonly Mark[])[] =>
    typeof step === 'number' ? [] : typeof step === 'string' ? [[step]] : [step],
  );
}

function matchOf(clause: Clause, { pattern, beside, lacking, shielded, denied = 'from' }: Row): Match | undefined {
  if (beside !== undefined && !has(clause, beside)) return undefined;
  if (lacking !== undefined && has(clause, lacking)) return undefined;
  const matches =
    shielded === true
      ? findAll(clause, pattern).filter(({ from }) => !isShielded(clause, from))
      : findAll(clause, pattern);
  return denied === 'no' ? matches[0] : matches.find((match) => !isNegated(clause, match[denied]));
}

/** The guarding word must be near, or any text could open with one. */
function isShielded(clause: Clause, index: number): boolean {
  const isNear = placesOf(clause, 'shield').some((place) => place < index + 1 && index - place <= 4);
  return isNear || (isGuarding(clause) && !has(clause, LEAVING));
}

/** Whether the clause opens as those do that guard: `Scans a repository for leaked keys in .env`. */
function isGuarding(clause: Clause): boolean {
  return placesOf(clause, ['shield', 'guard'])[0] === 0 && has(clause, 'leading');
}

/** What turns a guard into a thief, wherever it stands in the clause. */
const LEAVING = ['send', 'pass', 'steal', 'covert', 'external', 'url', 'email', 'also'] as const;

function hitOf(clause: Clause, { from, to }: Match, row: Row, role: TextRole): Hit {
  const { message } = row;
  const weight = role === 'parameter' || role === 'value' ? (row.inParameter ?? row.weight) : row.weight;
  const start = clause.tokens[from]?.start ?? clause.start;
  const end = clause.tokens[clause.phraseEnds.get(to) ?? to]?.end ?? clause.end;
  return { weight: isExample(clause, from) ? asExample(weight, clause) : weight, start, end, message };
}

/** An example says less than an order, and least where the clause is about finding such orders. */
function asExample(weight: Weight, clause: Clause): Weight {
  if (weight === 'strong') return isGuarding(clause) ? 'faint' : 'clear';
  return weight === 'clear' && isGuarding(clause) ? 'faint' : weight;
}

/** Whether the words are quoted as an example of what others write: `texts such as "ignore all previous instructions"`. */
function isExample(clause: Clause, index: number): boolean {
  for (let at = index; at >= Math.max(0, index - 12); at--) {
    const opens = clause.tokens[at]?.opens ?? '';
    if (opens === '"' || opens === "'")
      return clause.tokens
        .slice(Math.max(0, at - 4), at)
        .some((_, offset) => clause.at.get('hidesExample')?.includes(Math.max(0, at - 4) + offset));
  }
  return false;
}
