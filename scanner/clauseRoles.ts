import { sensesAt } from './clauseSenses.ts';
import { sensesOf, type Token } from './clauseTokens.ts';
import type { Sense } from './lexicon/lookup.ts';
import { wordsOf } from './words.ts';

/** What a token is by its shape, its place or the names that are known. */
export type Role =
  /** The name of a tool of the same list, of another server, of this tool itself; a tool that no list has. */
  | 'ownTool'
  | 'otherTool'
  | 'selfTool'
  | 'someTool'
  | 'mutatingTool'
  | 'quoted'
  | 'url'
  | 'email'
  | 'account'
  | 'path'
  | 'name'
  | 'opening'
  | 'order'
  | 'number'
  | 'shoutedWord'
  | 'foreignName'
  /** Named like a tool, `send_mail`, and known of no list. */
  | 'strangeName'
  /** Stands at the start of the first clause of a text: the one that says what the tool is for. */
  | 'leading'
  /** The verb that a clause orders with, and one that acts on the world beyond the call. */
  | 'demand'
  /** Spoken to by name: `Assistant, fetch it`. */
  | 'vocative'
  | 'demand:deed'
  | 'demand:chore'
  | Order;
/** An act that stands where an imperative stands. */
type Order = `order:${(typeof ORDERED)[number]}`;

const ORDERED = [
  'call',
  'read',
  'take',
  'send',
  'pass',
  'set',
  'change',
  'remove',
  'run',
  'destroy',
] as const satisfies readonly Sense[];

/** Names that give a word a role. All keys are lower case. */
export interface Names {
  readonly self: string;
  readonly own: ReadonlySet<string>;
  readonly other: ReadonlySet<string>;
  /** The tool's own parameters: a quoted one of these is no stranger. */
  readonly parameters: ReadonlySet<string>;
}

/** What the token is to the tool that is read, beside what it means. */
export function rolesOf(tokens: readonly Token[], index: number, names: Names): readonly Role[] {
  const token = tokens[index];
  if (token === undefined) return [];
  const roles: Role[] = [];
  const isQuoted = QUOTES.includes(token.opens) && token.opens !== '';
  if (isQuoted) roles.push('quoted');
  if (
    token.shape === 'url' ||
    token.shape === 'email' ||
    token.shape === 'account' ||
    token.shape === 'path' ||
    token.shape === 'name' ||
    token.shape === 'number'
  )
    roles.push(token.shape);
  if (index === 0) roles.push('opening');
  if (token.shouted) roles.push('shoutedWord');
  if (isVocative(tokens, index)) roles.push('vocative');
  if (isOrder(tokens, index)) {
    const senses = sensesAt(tokens, index);
    roles.push('order', ...ORDERED.filter((sense) => senses.includes(sense)).map((sense): Order => `order:${sense}`));
  }
  const tool = toolRole(tokens, index, names, isQuoted);
  if (tool !== undefined) roles.push(tool);
  if (
    tool === undefined &&
    isQuoted &&
    /^[a-z][a-z0-9]*[_-][a-z0-9_-]+$/.test(token.word.slice(0, 64)) &&
    token.closes === token.opens &&
    !names.parameters.has(token.word)
  )
    roles.push('foreignName');
  if ((tool === undefined || tool === 'someTool') && isToolLike(token) && !names.parameters.has(token.word))
    roles.push('strangeName');
  if (
    tool !== undefined &&
    tool !== 'selfTool' &&
    wordsOf(token.raw.slice(0, 128)).some((part) => sensesOf(part).includes('mutate'))
  )
    roles.push('mutatingTool');
  return roles;
}

/** A verb and what it is done to, `read_file`: names in camel case are mostly fields. */
function isToolLike(token: Token): boolean {
  // An example of a call, `find_teams(org='x')`, orders nothing.
  if (token.shape !== 'name' || token.closes === '(' || token.raw.length > 64 || !token.raw.includes('_')) return false;
  const [verb = '', ...rest] = wordsOf(token.raw);
  return rest.length > 0 && rest.length <= 4 && sensesOf(verb).includes('base');
}

const QUOTES = '\'"`*';
const LINKS = new Set(
  'and then first please always also now instead immediately simply just secretly silently quietly instructions important note finally next must should but step 1 2 3 automatically agent assistant'.split(
    ' ',
  ),
);

/** `Assistant, fetch it` and `Dear agents: fetch it`, but not `Models, prompts and agents`. */
function isVocative(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  if (token === undefined || (token.closes !== ',' && token.closes !== ':')) return false;
  if (!sensesOf(token.word).includes('addressee')) return false;
  const before = tokens[index - 1];
  if (before === undefined) return token.closes === ',' && sensesOf(tokens[1]?.word ?? '').includes('base');
  return GREETINGS.has(before.word) && index <= 3;
}

const GREETINGS = new Set('dear hey hi hello all attention fellow kind please every any'.split(' '));

/** Where an imperative may stand: at the start, or behind a link or a comma. */
function isOrder(tokens: readonly Token[], index: number): boolean {
  if (!sensesAt(tokens, index).includes('base')) return false;
  const before = tokens[index - 1];
  return (
    before === undefined ||
    LINKS.has(before.word) ||
    before.closes === ',' ||
    before.closes === ':' ||
    tokens[index]?.opens === '>'
  );
}

function toolRole(tokens: readonly Token[], index: number, names: Names, isQuoted: boolean): Role | undefined {
  const token = tokens[index];
  if (token === undefined || token.shape === 'url' || token.shape === 'email') return undefined;
  const after = tokens[index + 1]?.word ?? '';
  const isCalledTool = TOOL_WORDS.has(after) || (TOOL_WORDS.has(tokens[index - 1]?.word ?? '') && isQuoted);
  const isTelling = isQuoted || isCalledTool || token.shape === 'name' || token.word.includes('-');
  if (isTelling && token.word === names.self) return 'selfTool';
  if (isTelling && names.own.has(token.word)) return 'ownTool';
  if (isTelling && names.other.has(token.word)) return 'otherTool';
  // After the names that are known: listing one as a parameter must not hide it.
  if (names.parameters.has(token.word)) return undefined;
  if (
    isCalledTool &&
    !NOT_NAMES.has(token.word) &&
    (isQuoted || token.shape === 'name' || tokens[index - 1]?.word === 'the')
  )
    return 'someTool';
  if (token.shape === 'name' && token.word.includes('_') && BE.has(after) && CALLED.has(tokens[index + 2]?.word ?? ''))
    return 'someTool';
  const before = tokens[index - 1]?.word ?? '';
  const isObject =
    !PART_WORDS.has(after) &&
    (CALLS.has(before) ||
      ((before === 'the' || before === 'called' || before === 'via') && CALLS.has(tokens[index - 2]?.word ?? '')));
  return isObject &&
    ((token.shape === 'name' && /[_-]/.test(token.word)) ||
      (isQuoted && /^[a-z][a-z0-9._-]*$/.test(token.word.slice(0, 64)) && token.closes === token.opens))
    ? 'someTool'
    : undefined;
}

const TOOL_WORDS = new Set(['tool', 'tools', 'function', 'command', 'method', 'tool,', 'plugin', 'operation']);
const BE = new Set(['is', 'gets', 'are', 'was']);
const CALLED = new Set(['called', 'used', 'invoked', 'run', 'executed', 'triggered']);
const PART_WORDS = new Set(
  'param params parameter parameters argument arguments field fields flag flags option options query property filter filters value prefix header syntax format key keys mode notation'.split(
    ' ',
  ),
);
const CALLS = new Set(
  'call calls calling called invoke invokes invoking invoked use uses using run runs running execute executes executing trigger launch launching via through'.split(
    ' ',
  ),
);
const NOT_NAMES = new Set(
  (
    'the this that a an any each every another other same following correct right appropriate relevant mcp your its our their specific given single first last next new available external particular ' +
    'certain dedicated separate default main only best preferred powerful useful useless helper simple which what no one all some native built-in official current previous above below called calling read-only readonly'
  ).split(' '),
);
