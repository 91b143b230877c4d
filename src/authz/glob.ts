import micromatch from 'micromatch';
import { type GlobSegment, matchRun, matchSegments } from './globMatch.ts';
import { type GlobElement, type GlobToken, tokenizeGlob } from './globToken.ts';
import { hasDotSegment } from './plainPath.ts';

/** A compiled glob. Text and pattern compare as NFC, case-sensitively, names with a leading dot included. */
export interface Glob {
  /** Linear in the text for a given pattern. */
  test(text: string): boolean;
  /** What every text that matches begins with (NFC); the whole text where `isLiteral`. */
  readonly literalPrefix: string;
  readonly isLiteral: boolean;
  /** What its braces expand to: the index files a rule under each of them. */
  readonly alternatives: readonly GlobAlternative[];
}

/** One way to match a glob. */
interface GlobAlternative {
  readonly literalPrefix: string;
  readonly isLiteral: boolean;
}

/** `/` for paths and URIs, where `*` stops at a slash and `**` is a run of segments; null for names. */
export interface GlobOptions {
  readonly separator: '/' | null;
}

/**
 * Compiles `*`, `**`, `?`, `[a-z]`, `[!a-z]`, `{a,b}` and backslash escapes.
 * With a separator, `a/**` also matches `a`, `*` as a whole segment wants at least one character, and no pattern
 * matches a text with a `.` or `..` segment: what such a text names is not what it says.
 */
export function compileGlob(pattern: string, options: GlobOptions): Glob | { readonly error: string } {
  const tokens = tokenizeGlob(pattern, options.separator);
  if ('error' in tokens) return tokens;
  const expanded = expandBraces(tokens);
  if ('error' in expanded) return expanded;
  const compiled: CompiledAlternative[] = [];
  for (const elements of expanded) {
    const alternative = options.separator === null ? compileName(elements) : compilePath(elements);
    if ('error' in alternative) return alternative;
    compiled.push(alternative);
  }
  return join(compiled);
}

const MAX_ALTERNATIVES = 256;
const MAX_DEPTH = 8;
const FIRST_PLACEHOLDER = 0xe000;
const SLASH = 0x2f;

type Expanded = readonly (readonly GlobElement[])[] | { readonly error: string };

/**
 * Expands braces. micromatch sees one private-use character per element and the bare structure, so that its reading
 * of quotes, escapes, ranges and `$` cannot differ from ours.
 */
function expandBraces(tokens: readonly GlobToken[]): Expanded {
  const error = braceProblem(tokens);
  if (error !== null) return { error };
  const elements = tokens.filter((token) => isElement(token));
  if (elements.length === tokens.length) return [elements];
  const shape = tokens.map((token, index) => STRUCTURE.get(token.kind) ?? placeholder(index)).join('');
  return micromatch.braces(shape, { expand: true }).map((alternative) => {
    return Array.from(alternative, (character) => tokens[character.charCodeAt(0) - FIRST_PLACEHOLDER]).filter(
      (token) => token !== undefined && isElement(token),
    );
  });
}

const STRUCTURE: ReadonlyMap<string, string> = new Map([
  ['open', '{'],
  ['comma', ','],
  ['close', '}'],
]);

function placeholder(index: number): string {
  return String.fromCharCode(FIRST_PLACEHOLDER + index);
}

function isElement(token: GlobToken): token is GlobElement {
  return !STRUCTURE.has(token.kind);
}

/** Counts what the braces will expand to before anything is expanded. */
function braceProblem(tokens: readonly GlobToken[]): string | null {
  const outer: { sum: number; product: number }[] = [];
  let sum = 0;
  let product = 1;
  for (const { kind } of tokens) {
    if (kind === 'open') {
      if (outer.push({ sum, product }) > MAX_DEPTH) return `braces are nested more than ${MAX_DEPTH} deep`;
      [sum, product] = [0, 1];
    } else if (kind === 'comma') {
      [sum, product] = [sum + product, 1];
    } else if (kind === 'close') {
      if (sum === 0) return 'braces with a single alternative, expected `{a,b}`, or `\\{` and `\\}` for the characters';
      const parent = outer.pop() ?? { sum: 0, product: 1 };
      [sum, product] = [parent.sum, parent.product * (sum + product)];
    }
    if (sum + product > MAX_ALTERNATIVES) return `the braces expand to more than ${MAX_ALTERNATIVES} alternatives`;
  }
  return null;
}

interface CompiledAlternative extends GlobAlternative {
  /** Takes NFC. */
  accepts(text: string): boolean;
}

function compileName(elements: readonly GlobElement[]): CompiledAlternative {
  const run = collapseStars(elements);
  const literalPrefix = leadingText(run);
  if (literalPrefix.rest === 0) return literal(literalPrefix.text);
  return {
    literalPrefix: literalPrefix.text,
    isLiteral: false,
    accepts: (text) => text.startsWith(literalPrefix.text) && matchRun(run, text, 0, text.length),
  };
}

function compilePath(elements: readonly GlobElement[]): CompiledAlternative | { readonly error: string } {
  const segments: GlobSegment[] = [];
  for (const part of splitAtSlash(elements)) {
    const segment = compileSegment(part);
    if (typeof segment === 'object' && 'error' in segment) return segment;
    // Two in a row say no more than one, and would only be walked twice.
    if (segment !== 'globstar' || segments.at(-1) !== 'globstar') segments.push(segment);
  }
  const { text: prefix, rest } = leadingPath(segments);
  if (rest === 0) return hasDotSegment(prefix) ? { error: DOT_SEGMENT } : literal(prefix);
  return {
    literalPrefix: prefix,
    isLiteral: false,
    accepts: (text) => text !== '' && text.startsWith(prefix) && !hasDotSegment(text) && matchSegments(segments, text),
  };
}

const DOT_SEGMENT = 'a `.` or `..` segment never matches, expected the path that it stands for';
const PARTIAL_GLOBSTAR = '`**` within a path segment, expected `**` as a whole segment (`dir/**`), or `*`';

function compileSegment(part: readonly GlobElement[]): GlobSegment | { readonly error: string } {
  const stars = part.filter(({ kind }) => kind === 'star').length;
  if (stars === 2 && part.length === 2) return 'globstar';
  const run = collapseStars(part);
  if (run.filter(({ kind }) => kind === 'star').length < stars) return { error: PARTIAL_GLOBSTAR };
  const { text, rest } = leadingText(run);
  if (rest === 0 && hasDotSegment(text)) return { error: DOT_SEGMENT };
  return run.length === 1 && run[0]?.kind === 'star' ? [{ kind: 'any' }, ...run] : run;
}

function splitAtSlash(elements: readonly GlobElement[]): readonly (readonly GlobElement[])[] {
  const parts: GlobElement[][] = [[]];
  for (const element of elements) {
    if (element.kind === 'char' && element.code === SLASH) parts.push([]);
    else parts.at(-1)?.push(element);
  }
  return parts;
}

function collapseStars(elements: readonly GlobElement[]): readonly GlobElement[] {
  return elements.filter(({ kind }, index) => kind !== 'star' || elements[index - 1]?.kind !== 'star');
}

/** The literal start of a run, and how many elements follow it. */
function leadingText(run: readonly GlobElement[]): { readonly text: string; readonly rest: number } {
  let text = '';
  let count = 0;
  for (const element of run) {
    if (element.kind !== 'char') break;
    text += String.fromCodePoint(element.code);
    count++;
  }
  return { text, rest: run.length - count };
}

/** The same for segments; the slash before `**` is left out, as `a/**` matches `a`. */
function leadingPath(segments: readonly GlobSegment[]): { readonly text: string; readonly rest: number } {
  let text = '';
  for (const [index, segment] of segments.entries()) {
    if (segment === 'globstar') return { text, rest: segments.length - index };
    const lead = leadingText(segment);
    text += (index === 0 ? '' : '/') + lead.text;
    if (lead.rest > 0) return { text, rest: segments.length - index };
  }
  return { text, rest: 0 };
}

function literal(expected: string): CompiledAlternative {
  return { literalPrefix: expected, isLiteral: true, accepts: (text) => text === expected };
}

function join(compiled: readonly CompiledAlternative[]): Glob {
  const [only] = compiled;
  if (only !== undefined && compiled.length === 1) {
    return { ...toAlternative(only), alternatives: [only], test: (text) => only.accepts(text.normalize('NFC')) };
  }
  return {
    literalPrefix: commonPrefix(compiled.map(({ literalPrefix }) => literalPrefix)),
    isLiteral: false,
    alternatives: compiled,
    test(text) {
      const composed = text.normalize('NFC');
      return compiled.some((alternative) => alternative.accepts(composed));
    },
  };
}

function toAlternative({ literalPrefix, isLiteral }: GlobAlternative): GlobAlternative {
  return { literalPrefix, isLiteral };
}

function commonPrefix(texts: readonly string[]): string {
  let prefix = texts[0] ?? '';
  for (const text of texts) while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}
