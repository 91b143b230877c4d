import { hiddenCharacter } from './names.ts';

/** What one position of a glob accepts; `star` accepts any run. */
export type GlobElement =
  | { readonly kind: 'char'; readonly code: number }
  | { readonly kind: 'any' }
  | { readonly kind: 'star' }
  | { readonly kind: 'class'; readonly negated: boolean; readonly ranges: readonly CodeRange[] };

/** First and last code point, both included. */
type CodeRange = readonly [number, number];

/** The syntax of a glob, read once: elements, and the structure of its braces. */
export type GlobToken = GlobElement | { readonly kind: 'open' | 'comma' | 'close' };

type Tokens = readonly GlobToken[] | { readonly error: string };

/** Reads a pattern; a spelling that other tools read in another way is an error that names the way out. */
export function tokenizeGlob(pattern: string, separator: '/' | null): Tokens {
  const early = patternProblem(pattern);
  if (early !== null) return { error: early };
  const characters = Array.from(pattern.normalize('NFC'));
  const tokens: GlobToken[] = [];
  let depth = 0;
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? '';
    const next = characters[index + 1];
    if (EXTGLOB.has(character) && next === '(') return { error: extglobHint(character) };
    if (character === '\\') {
      if (next === undefined) return { error: 'the pattern ends in a backslash, expected the character it escapes' };
      tokens.push(char(next));
      index++;
    } else if (character === '[') {
      const found = readClass(characters, index + 1, separator);
      if ('error' in found) return found;
      tokens.push(found.token);
      index = found.end;
    } else if (character === '|') {
      return { error: 'unexpected `|`, expected `{a,b}` for alternatives or `\\|` for the character' };
    } else {
      if (character === '{') depth++;
      if (character === '}' && --depth < 0) return { error: 'unexpected `}`, expected `\\}` for the character' };
      tokens.push(character === ',' && depth === 0 ? char(',') : (SPECIAL.get(character) ?? char(character)));
    }
  }
  return depth > 0 ? { error: 'unclosed `{`, expected `}`, or `\\{` for the character' } : tokens;
}

const MAX_PATTERN = 2048;

const EXTGLOB: ReadonlySet<string> = new Set(['@', '!', '+', '?', '*']);

const SPECIAL: ReadonlyMap<string, GlobToken> = new Map<string, GlobToken>([
  ['*', { kind: 'star' }],
  ['?', { kind: 'any' }],
  ['{', { kind: 'open' }],
  [',', { kind: 'comma' }],
  ['}', { kind: 'close' }],
]);

function patternProblem(pattern: string): string | null {
  if (pattern === '') return 'the pattern is empty, expected `*` for any';
  if (pattern.length > MAX_PATTERN) return `the pattern is longer than ${MAX_PATTERN} characters`;
  if (pattern.startsWith('!')) {
    return 'a pattern cannot be negated with `!`, expected a rule with the opposite effect, or `\\!` for the character';
  }
  const hidden = hiddenCharacter(pattern);
  return hidden === null ? null : `the pattern has an invisible character (${hidden}), expected only visible ones`;
}

function extglobHint(character: string): string {
  return `\`${character}(\` starts an extended glob, expected \`{a,b}\` for alternatives or \`${character}\\(\` for the character`;
}

function char(character: string): GlobToken {
  return { kind: 'char', code: codeOf(character) };
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

type ReadClass = { readonly token: GlobToken; readonly end: number } | { readonly error: string };

/** Reads `abc]`, `!a-z]` after the bracket; `end` is the place of the closing one. */
function readClass(characters: readonly string[], from: number, separator: '/' | null): ReadClass {
  const negated = characters[from] === '!';
  if (characters[from] === '^') return { error: 'unexpected `[^`, expected `[!` to negate, or `[\\^`' };
  const ranges: CodeRange[] = [];
  let index = negated ? from + 1 : from;
  while (characters[index] !== ']') {
    const low = readMember(characters, index);
    if ('error' in low) return low;
    index = low.next;
    let high: Member = low;
    if (characters[index] === '-' && characters[index + 1] !== ']') {
      high = readMember(characters, index + 1);
      if ('error' in high) return high;
      index = high.next;
    }
    if (high.code < low.code) return { error: 'the range in `[...]` runs backwards, expected the lower end first' };
    ranges.push([low.code, high.code]);
  }
  if (ranges.length === 0) return { error: 'empty `[]`, expected characters in it, or `\\[` for the character' };
  if (separator !== null && ranges.some(([low, high]) => low === high && low === codeOf(separator))) {
    return { error: `\`[...]\` never matches \`${separator}\` in a path, expected it outside of the brackets` };
  }
  return { token: { kind: 'class', negated, ranges }, end: index };
}

type Member = { readonly code: number; readonly next: number } | { readonly error: string };

function readMember(characters: readonly string[], index: number): Member {
  const character = characters[index];
  if (character === '[') return { error: 'unexpected `[` in `[...]`, expected `\\[` for the character' };
  const escaped = character === '\\' ? characters[index + 1] : character;
  if (escaped === undefined) return { error: 'unclosed `[`, expected `]`, or `\\[` for the character' };
  return { code: codeOf(escaped), next: index + (character === '\\' ? 2 : 1) };
}
