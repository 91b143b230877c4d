import { CODE, effectOn } from './effectsObjects.ts';
import { baseVerbOf, type Certainty, verbOf } from './effectsVerbs.ts';
import type { EffectKind } from './report.ts';
import { textWords } from './words.ts';

/** What a description says first that its tool does; null where it names no act. */
export interface Lead {
  readonly effect: EffectKind;
  readonly certainty: Certainty;
  readonly verb: string;
  /** Whether what it acts on is a program: `run a script`. */
  readonly namesCode: boolean;
  /** The acts that are listed beside the first: `create, update or delete`. */
  readonly more: readonly EffectKind[];
}

/** Reads the act that a description opens with: `Use this tool to delete …`, `Efficiently retrieves …`. */
export function leadOf(description: string): Lead | null {
  const sentences = description.trimStart().slice(0, MAX_OPENING).split(SENTENCE_END).slice(0, MAX_SENTENCES);
  let guess: Lead | null = null;
  for (const sentence of sentences) {
    const lead = leadOfSentence(textWords(sentence));
    if (lead !== null && lead.certainty !== 'sometimes') return lead;
    guess ??= lead;
  }
  return guess;
}

/** What a whole description admits, however far down: that something is lost for good, or that any code is run. */
export function admissionsOf(description: string): ReadonlyMap<EffectKind, string> {
  const found = new Map<EffectKind, string>();
  for (const { effect, pattern } of ADMISSIONS) {
    const phrase = firstUnnegated(description, pattern);
    if (phrase !== null) found.set(effect, phrase);
  }
  return found;
}

const MAX_OPENING = 1_000;
const MAX_SENTENCES = 3;
const MAX_LEAD = 14;
/** Not after a digit: `1. Retrieves`. */
const SENTENCE_END = /(?<=[\p{L})"'`][.!?:])\s|\n\s*\n/u;

function leadOfSentence(words: readonly string[]): Lead | null {
  const opening = words.slice(0, MAX_LEAD);
  let guess: Lead | null = null;
  for (const [index, word] of opening.entries()) {
    const verb = baseVerbOf(word);
    const meaning = verb === undefined ? undefined : verbOf(verb);
    if (verb === undefined || meaning === undefined || isNegated(opening, index)) continue;
    const objects = words.slice(index + 1);
    const effect = effectOn(verb, meaning.effect, objects);
    const isNoun = DETERMINERS.has(opening[index - 1] ?? '');
    const certainty = isNoun ? 'sometimes' : meaning.certainty;
    const namesCode = objects.slice(0, MAX_LEAD).some((next) => CODE.has(next));
    const lead = { effect, certainty, verb, namesCode, more: listedBeside(word, objects) };
    if (certainty !== 'sometimes') return lead;
    guess ??= lead;
  }
  return guess;
}

const DETERMINERS: ReadonlySet<string> = new Set([
  ...['a', 'an', 'the', 'this', 'that', 'these', 'your', 'its', 'each', 'any', 'all', 'of', 'one', 'every', 'another'],
]);
const NEGATIONS: ReadonlySet<string> = new Set([
  'not',
  'never',
  "don't",
  "doesn't",
  'cannot',
  "can't",
  'without',
  'no',
]);

/** How far a negation reaches: `do not use this to delete`. */
const REACH = 4;

function isNegated(words: readonly string[], index: number): boolean {
  const before = words.slice(Math.max(0, index - REACH), index);
  return before.some((word, at) => NEGATIONS.has(word) && before[at + 1] !== 'only');
}

const JOINTS: ReadonlySet<string> = new Set(['and', 'or', 'then', 'also']);

/**
 * `Creates, updates and deletes`: verbs one behind the other, commas gone with the punctuation. What ends otherwise than
 * the first is a noun (`get updates`), and so may be what no `and` or `or` announces (`list commits`).
 */
function listedBeside(first: string, words: readonly string[]): readonly EffectKind[] {
  const listed: EffectKind[] = [];
  let joint = false;
  for (const word of words.slice(0, MAX_LEAD)) {
    if (JOINTS.has(word)) {
      joint = true;
      continue;
    }
    const verb = baseVerbOf(word);
    const meaning = verb === undefined ? undefined : verbOf(verb);
    if (meaning === undefined || meaning.certainty === 'sometimes' || endingOf(word) !== endingOf(first)) break;
    if (meaning.certainty === 'always' || joint) listed.push(meaning.effect);
  }
  return listed;
}

function endingOf(word: string): string {
  return word.endsWith('ing') ? 'ing' : word.endsWith('s') ? 's' : '';
}

interface Admission {
  readonly effect: EffectKind;
  readonly pattern: RegExp;
}

/** Every quantifier is bounded, and no alternative begins as another does: linear in the text. */
const ADMISSIONS: readonly Admission[] = [
  {
    effect: 'destructive',
    pattern:
      /\b(?:permanently (?:delete|remove|erase|destroy)|(?:cannot|can't|can not) be (?:undone|reversed|recovered)|irreversibl[ey]|will be (?:permanently )?(?:lost|deleted|erased|overwritten)|(?:completely )?overwrites? (?:an |the |any )?existing|this is a destructive|destructive (?:operation|action|tool))/giu,
  },
  {
    effect: 'execute',
    pattern:
      /\b(?:(?:execut|runn?)(?:e|es|ing|s)? (?:an? |any |the )?(?:arbitrary |given |provided |specified )?(?:shell|bash|terminal|system|os|python|javascript|js|node) ?(?:code|commands?|scripts?)|(?:execut|runn?)(?:e|es|ing|s)? arbitrary)/giu,
  },
];

const BEFORE = 24;
const NEGATED_BEFORE =
  /\b(?:not|never|no|non|without|instead of|unlike|than|avoid|avoids|prevent|prevents|n't)\b[^.!?\n]*$|n't [^.!?\n]*$/iu;

function firstUnnegated(text: string, pattern: RegExp): string | null {
  for (const match of text.matchAll(pattern)) {
    const before = text.slice(Math.max(0, match.index - BEFORE), match.index);
    if (!NEGATED_BEFORE.test(before)) return match[0].toLowerCase();
  }
  return null;
}
