import { lookUp, type Sense } from './lexicon/lookup.ts';

/** What a token looks like; only words and names are looked up. */
type Shape = 'word' | 'name' | 'path' | 'url' | 'email' | 'account' | 'number';

export interface Token {
  /** Lower case, without a possessive ending. */
  readonly word: string;
  /** As it stands in the text. */
  readonly raw: string;
  readonly shape: Shape;
  readonly start: number;
  readonly end: number;
  /** The sign right before and after it, where there is one: a quote, a bracket, a comma. */
  readonly opens: string;
  readonly closes: string;
  /** Whether a sentence ends behind it. */
  readonly last: boolean;
  readonly shouted: boolean;
}

/** Splits a normalised text into tokens. Each character is looked at a bounded number of times. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(CHUNK)) addChunk(tokens, text, match[0], match.index);
  return tokens;
}

/** What a single word means, as it stands or with digits and signs read as the letters they resemble. */
export function sensesOf(word: string): readonly Sense[] {
  const entry =
    lookUp(word) ??
    (LEET.test(word) && /[a-z]/.test(word) && /[013457@$]/.test(word) ? lookUp(unleet(word)) : undefined);
  return entry?.senses ?? (word.startsWith('instruction') ? INSTRUCTION : NONE);
}

/** Reads `1gn0r3` as `ignore`. */
export function unleet(word: string): string {
  return word.replace(/[013457@$]/g, (sign) => LETTERS.get(sign) ?? sign);
}

// One character class, repeated: nothing to backtrack into.
const CHUNK = /[^\s"`<>()[\]{},;|*!?\\]+/g;
const EDGES = "'.:_#=&%^";
const LEET = /^[a-z013457@$]{4,24}$/;
const LETTERS: ReadonlyMap<string, string> = new Map([
  ['0', 'o'],
  ['1', 'i'],
  ['3', 'e'],
  ['4', 'a'],
  ['5', 's'],
  ['7', 't'],
  ['@', 'a'],
  ['$', 's'],
]);
const NONE: readonly Sense[] = [];
const INSTRUCTION: readonly Sense[] = ['rule', 'speech', 'speechStrict'];
const ABBREVIATIONS = new Set([
  'e.g',
  'i.e',
  'etc',
  'vs',
  'cf',
  'approx',
  'no',
  'eg',
  'ie',
  'incl',
  'max',
  'min',
  'resp',
]);

function addChunk(tokens: Token[], text: string, chunk: string, at: number): void {
  if (isAddress(chunk)) {
    addToken(tokens, text, chunk, at, true);
    return;
  }
  // `path=/etc/passwd`, `file.To`, `read/write`, `key:value`
  let from = 0;
  for (let index = 1; index <= chunk.length; index++) {
    if (index < chunk.length && !isSeam(chunk, index)) continue;
    addToken(tokens, text, chunk.slice(from, index), at + from, index === chunk.length);
    from = index + 1;
  }
}

function isAddress(chunk: string): boolean {
  return chunk.includes('://') || chunk.includes('@') || /^['(]?[~./]/.test(chunk) || /^[A-Za-z]:\\/.test(chunk);
}

function isSeam(chunk: string, index: number): boolean {
  const sign = chunk.charAt(index);
  if (sign === '=' || sign === ':' || sign === '—' || sign === '–') return true;
  if (sign === '/') return !PATHLIKE.test(chunk.slice(index + 1, index + 24)) && !chunk.startsWith('.');
  // A sentence that lacks the space behind its full stop.
  return (
    sign === '.' &&
    /[a-z)]/.test(chunk.charAt(index - 1)) &&
    /[A-Z]/.test(chunk.charAt(index + 1)) &&
    /[a-z]/.test(chunk.charAt(index + 2))
  );
}

// Behind a slash: another slash, a file with an ending, or what only paths have.
const PATHLIKE = /^[^/]{0,20}[/._]|^(?:passwd|shadow|config|credentials|id_)/;

function addToken(tokens: Token[], text: string, chunk: string, at: number, isEnd: boolean): void {
  let from = 0;
  while (from < chunk.length && EDGES.includes(chunk.charAt(from))) from++;
  let to = chunk.length;
  while (to > from && EDGES.includes(chunk.charAt(to - 1))) to--;
  if (from === to) return;
  // The dot of `.env` belongs to the name.
  if (from > 0 && chunk.charAt(from - 1) === '.') from--;
  const start = at + from;
  const end = at + to;
  const dotted = chunk.slice(from, to);
  const lower = dotted.toLowerCase();
  const word = /[a-z]'s$/.test(lower) && lower !== "it's" && lower !== "let's" ? lower.slice(0, -2) : lower;
  tokens.push({
    word,
    raw: dotted,
    shape: shapeOf(dotted),
    start,
    end,
    opens: start > 0 ? text.charAt(start - 1) : '',
    closes: text.charAt(end),
    last: endsSentence(text, chunk, word, end, isEnd),
    shouted: dotted.length > 1 && dotted === dotted.toUpperCase() && dotted !== lower,
  });
}

/** A telephone number, a wallet, an IBAN: where money or messages go. */
const ACCOUNT = /^(?:\+[0-9]{8,15}|0x[0-9a-fA-F]{40}|bc1[a-z0-9]{20,60}|[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30})$/;
const DOMAIN =
  /^[a-z0-9-]{2,63}(?:\.[a-z0-9-]{2,63}){0,4}\.(?:com|net|org|io|example|xyz|info|biz|ru|cn|top|site|online|cloud|app)(?::\d{1,5})?(?:\/|$)/i;

function shapeOf(text: string): Shape {
  if (text.includes('://') || DOMAIN.test(text)) return 'url';
  if (text.includes('@') && text.lastIndexOf('.') > text.indexOf('@')) return 'email';
  if (ACCOUNT.test(text)) return 'account';
  if (/^[0-9.,:%+-]+$/.test(text)) return 'number';
  if (/^[~/.]/.test(text) || text.includes('/')) return 'path';
  return text.includes('_') || /[a-z][A-Z]/.test(text) || /[a-z]-[A-Za-z]+-/.test(text) ? 'name' : 'word';
}

function endsSentence(text: string, chunk: string, word: string, end: number, isEnd: boolean): boolean {
  if (!isEnd) return chunk !== '' && text.charAt(end) === '.';
  let index = end;
  while (index < text.length && CLOSERS.includes(text.charAt(index))) {
    const sign = text.charAt(index);
    if ((sign === '.' && !ABBREVIATIONS.has(word)) || sign === '!' || sign === '?' || sign === ';') return true;
    index++;
  }
  return breaksLine(text, index);
}

const CLOSERS = '.!?;"\'`)]*_>:';

/** An empty line, or a line end before what starts a sentence or a bullet; a line that was only wrapped goes on. */
function breaksLine(text: string, from: number): boolean {
  const gap = /^[ \t\r]*\n[ \t\r]*/.exec(text.slice(from, from + 64))?.[0];
  if (gap === undefined) return false;
  const next = text.charAt(from + gap.length);
  return next === '' || !/[a-z'"`(/~0-9]/.test(next);
}
