import { ACTS } from './acts.ts';
import { CALLING } from './calling.ts';
import { CONDUCT } from './conduct.ts';
import { CONSENT } from './consent.ts';
import { CONTEST } from './contest.ts';
import { FLOW } from './flow.ts';
import { FORCE } from './force.ts';
import { HIDING } from './hiding.ts';
import { RANK } from './rank.ts';
import { TIME } from './time.ts';
import { OFFENCE } from './offence.ts';
import { THINGS } from './things.ts';

/** Forms of a verb: the base form gives orders, the third person declares. */
type Form = 'base' | 'third' | 'ing' | 'past';
/** What a word, or a phrase that starts with it, stands for. */
export type Sense = Act | Thing | keyof typeof FRAMES | Form;
type Act = keyof typeof ACTS;
type Thing = keyof typeof THINGS;

export interface Phrase {
  /** The words after the first. */
  readonly rest: readonly string[];
  readonly senses: readonly Sense[];
}

/** What is known of one word: its senses alone, and the phrases that it opens. */
export interface Entry {
  senses: Sense[];
  phrases: Phrase[];
}

/** What the word means, or undefined where it means nothing here. The word is lower case. */
export function lookUp(word: string): Entry | undefined {
  return LEXICON.get(word);
}

function entriesOf<Key extends Sense>(table: Readonly<Record<Key, string>>): [Key, string][] {
  return Object.entries(table) as [Key, string][]; // A literal table has no keys but its own.
}

function split(words: string): string[] {
  return words.split(' ');
}

function addVerb(entry: string, sense: Act): void {
  const [base = '', ...irregular] = entry.split('/');
  const [verb = '', ...rest] = base.split('_');
  const tail = rest.map((word) => `_${word}`).join('');
  const forms: [string, Form][] = [
    [verb, 'base'],
    [thirdPerson(verb), 'third'],
    [withSuffix(verb, 'ing'), 'ing'],
    ...(irregular.length > 0 ? irregular : [withSuffix(verb, 'ed')]).map((past): [string, Form] => [past, 'past']),
  ];
  for (const [form, name] of forms) add(form + tail, [sense, name]);
}

function addNoun(entry: string, sense: Thing): void {
  add(entry, [sense]);
  if (/[a-z]$/.test(entry) && !entry.endsWith('s') && !entry.includes('.')) add(`${entry}s`, [sense]);
}

function add(entry: string, senses: readonly Sense[]): void {
  const [first = '', ...rest] = entry.split('_');
  // Names with an underscore of their own are one word.
  const joined = WHOLE.has(entry) ? entry : first;
  const known = LEXICON.get(joined) ?? { senses: [], phrases: [] };
  if (joined === entry) {
    for (const sense of senses) if (!known.senses.includes(sense)) known.senses.push(sense);
  } else {
    known.phrases.push({ rest, senses });
  }
  LEXICON.set(joined, known);
}

function thirdPerson(verb: string): string {
  if (/(?:s|x|ch|sh|z)$/.test(verb)) return `${verb}es`;
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ies` : `${verb}s`;
}

function withSuffix(verb: string, suffix: 'ing' | 'ed'): string {
  if (verb.endsWith('e') && !verb.endsWith('ee')) return verb.slice(0, -1) + suffix;
  if (suffix === 'ed' && /[^aeiou]y$/.test(verb)) return `${verb.slice(0, -1)}ied`;
  return DOUBLED.has(verb) ? verb + verb.slice(-1) + suffix : verb + suffix;
}

/** Verbs that double their last letter. */
const DOUBLED = new Set(
  'get run put set drop plan tag log dump_ strip swap ship forget cc bcc spot grab scan tap flag map refer prefer submit omit commit transmit unset stop cut reset let sit cat hit permit admit'.split(
    ' ',
  ),
);
/** Names that hold an underscore of their own: a path or an identifier is looked up whole. */
const WHOLE = new Set([
  'id_rsa',
  'id_ed25519',
  'id_ecdsa',
  'id_dsa',
  'authorized_keys',
  'bash_history',
  '.bash_history',
  '.zsh_history',
  'claude_desktop_config.json',
  'ld_preload',
  'ntds_dit',
  'no_root_squash',
  ...CALLING.controlWord.split(' '),
]);

/** Whether a sense is that of a noun. */
export function isThing(sense: Sense): boolean {
  return Object.hasOwn(THINGS, sense);
}

const FRAMES = {
  ...FORCE,
  ...TIME,
  ...RANK,
  ...HIDING,
  ...CONSENT,
  ...FLOW,
  ...CALLING,
  ...CONTEST,
  ...OFFENCE,
  ...CONDUCT,
};
const LEXICON = new Map<string, Entry>();
for (const [sense, verbs] of entriesOf(ACTS)) for (const verb of split(verbs)) addVerb(verb, sense);
for (const [sense, nouns] of entriesOf(THINGS)) for (const noun of split(nouns)) addNoun(noun, sense);
for (const [sense, words] of entriesOf(FRAMES)) for (const word of split(words)) add(word, [sense]);
