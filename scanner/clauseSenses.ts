import { sensesOf, type Token } from './clauseTokens.ts';
import { isThing, lookUp, type Phrase, type Sense } from './lexicon/lookup.ts';

/** What the token means: alone, as the start of a phrase, or by the place that it names. */
export function sensesAt(tokens: readonly Token[], index: number): readonly Sense[] {
  const token = tokens[index];
  if (token === undefined) return [];
  if (token.shape === 'path' || token.shape === 'url') return placeSenses(token.word);
  const phrases = phrasesAt(tokens, index);
  const alone = sensesOf(token.word);
  if (phrases.length > 0) {
    const found = phrases.flatMap(({ senses }) => senses);
    // In `access token` nothing is accessed.
    return isVerb(alone) && found.some(isThing) ? found : [...alone, ...found];
  }
  if (alone.length === 0 && token.shape === 'name')
    return token.word.split(/[_.-]/).length > 12 ? [] : nameSenses(token.word);
  return alone;
}

/** How many words the longest phrase takes that starts here: one where none does. */
export function phraseLength(tokens: readonly Token[], index: number): number {
  return phrasesAt(tokens, index).reduce((longest, { rest }) => Math.max(longest, rest.length + 1), 1);
}

function phrasesAt(tokens: readonly Token[], index: number): readonly Phrase[] {
  const known = lookUp(tokens[index]?.word ?? '')?.phrases ?? [];
  return known.filter(({ rest }) => rest.every((word, offset) => tokens[index + 1 + offset]?.word === word));
}

function isVerb(senses: readonly Sense[]): boolean {
  return senses.includes('base') || senses.includes('third') || senses.includes('ing') || senses.includes('past');
}

/** `~/.ssh/id_rsa`, `system://secrets`: a part that is a secret's place makes the whole one. */
function placeSenses(word: string): readonly Sense[] {
  const parts = word.split(/[/=?&]+/, 24);
  const last = parts[parts.length - 1] ?? '';
  if (parts.includes('.ssh') && (last === 'config' || last === 'known_hosts')) return ['nearSecret'];
  const isSecret = parts.some((part, index) => {
    const senses = sensesOf(part);
    if (senses.includes('secretPlace')) return true;
    if (sensesOf(`${parts[index - 1] ?? ''}/${part}`).includes('secretPlace')) return true;
    return part.startsWith('.env') || (word.includes('://') && !word.startsWith('http') && HIDDEN_PART.has(part));
  });
  if (isSecret) return ['secretPlace'];
  // A file that a listing would not show, in a folder that everyone may read.
  return /^\/(?:tmp|var\/tmp|dev\/shm)\/\./.test(word) ? ['stashPlace'] : [];
}

const HIDDEN_PART = new Set(
  'secret secrets confidential credentials admin private password passwords tokens keys internal'.split(' '),
);

/** A name says what its words say, where they name a secret: `read_ssh_key`. */
function nameSenses(word: string): readonly Sense[] {
  return /^(?:get_|read_|the_|content_from_|contents?_of_)?.{0,40}(?:id_rsa|ssh_key|private_key)/.test(
    word.slice(0, 64),
  )
    ? ['secretPlace']
    : [];
}
